# Chat channels and pairing, as the shell sees them.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $s = Start-OpenClawSandbox
    $null = $s | New-OpenClawCluster openclaw | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName gpt-5.2
    $canary = '123456789:AAcanary_telegram_canary_telegram_1'
    $slackCanary = 'xoxb-canaryslackbot-1', 'xapp-canaryslackapp-1'
    $token = ConvertTo-SecureString $canary -AsPlainText
    $context = @{ Sandbox = $s }
    function Get-Pod { Get-OpenClaw openclaw @context }
    # A file in the stand-in's state directory, which the sandbox keeps in its folder.
    function Get-StateFile([string] $Name) { Get-ChildItem $s.HomePath -Recurse -Filter $Name | Where-Object FullName -like '*state*' | Select-Object -First 1 }
}

AfterAll {
    if ($s) { $s | Stop-OpenClawSandbox }
}

Describe 'Set-OpenClawChannel' {
    It 'changes nothing with -WhatIf, and says what it would do' {
        Set-OpenClawChannel openclaw Telegram -Token $token @context -WhatIf | Should -BeNullOrEmpty
        Get-OpenClawChannel openclaw @context | Should -BeNullOrEmpty
    }

    It 'refuses what cannot be right before it changes anything, without showing it' {
        $bad = ConvertTo-SecureString 'not a token canary' -AsPlainText
        { Set-OpenClawChannel openclaw Telegram -Token $bad @context } | Should -Throw '*BotFather*' -ErrorId 'ChannelValueInvalid*'
        $Error[0].ToString() | Should -Not -BeLike '*canary*'
        { Set-OpenClawChannel openclaw Telegram @context } | Should -Throw -ErrorId 'ChannelValueMissing*'
        { Set-OpenClawChannel openclaw Pigeon -Token $token @context } | Should -Throw '*Telegram, Discord, Slack, Teams*' -ErrorId 'ChannelUnknown*'
        { Set-OpenClawChannel openclaw Telegram -Token $token -AppToken $token @context } | Should -Throw -ErrorId 'ChannelValueNotUsed*'
    }

    It 'declares Telegram and restarts OpenClaw with it; the token is nowhere to be seen' {
        $all = Get-OpenClaw openclaw @context | Set-OpenClawChannel -Channel Telegram -Token $token -Verbose -Debug *>&1
        $channel = $all | Where-Object { $_.PSTypeNames -contains 'OpenClaw.OpenClawChannel' }
        "$($channel.Channel) $($channel.Source) $($channel.HasCredential)" | Should -Be 'Telegram Declared True'
        ($all | Out-String -Width 5000).Contains($canary) | Should -BeFalse
        $results = $channel | Test-OpenClawChannel
        $results.Name | Should -Be 'Telegram credential', 'Telegram plugin', 'Telegram configuration', 'Telegram status'
        $results.Status | Select-Object -Unique | Should -Be Passed
        (Get-OpenClawLog openclaw @context | Out-String).Contains($canary) | Should -BeFalse
        (Export-OpenClawManifest openclaw @context).Contains($canary) | Should -BeFalse
        (Compare-OpenClaw openclaw @context -Quiet) | Should -BeTrue
    }

    It 'does nothing when nothing differs' {
        $before = (Get-OpenClaw openclaw @context).Revision, (Get-OpenClaw openclaw @context).ReadySince
        Set-OpenClawChannel openclaw Telegram @context | Should -Not -BeNullOrEmpty
        (Get-OpenClaw openclaw @context).Revision, (Get-OpenClaw openclaw @context).ReadySince | Should -Be $before
    }

    It 'installs the plugin of Slack, which needs two tokens' {
        $bot, $app = $slackCanary | ForEach-Object { ConvertTo-SecureString $_ -AsPlainText }
        { Set-OpenClawChannel openclaw Slack -Token $bot @context } | Should -Throw '*-AppToken*' -ErrorId 'ChannelValueMissing*'
        $all = Set-OpenClawChannel openclaw Slack -Token $bot -AppToken $app @context -Verbose *>&1
        "$all" | Should -BeLike '*@openclaw/slack was installed*'
        foreach ($secret in $slackCanary) { ($all | Out-String -Width 5000).Contains($secret) | Should -BeFalse }
        (Test-OpenClawChannel openclaw Slack @context).Status | Select-Object -Unique | Should -Be Passed
    }

    It 'is kept by the next Install-OpenClaw, and so is what was made in OpenClaw' {
        $file = Get-StateFile openclaw.json
        $config = Get-Content $file -Raw | ConvertFrom-Json -AsHashtable
        $config.channels.whatsapp = @{ enabled = $true }
        $config.channels.telegram.dmPolicy = 'allowlist'
        $config | ConvertTo-Json -Depth 20 | Set-Content $file
        $null = Get-OpenClawCluster openclaw @context | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName gpt-5.2 -MaxTokens 20000
        $channels = Get-OpenClawChannel openclaw @context
        "$($channels.ForEach{ "$($_.Channel)=$($_.Source)" })" | Should -Be 'Slack=Declared Telegram=Declared whatsapp=OpenClaw'
        (Get-Content (Get-StateFile openclaw.json) -Raw | ConvertFrom-Json).channels.telegram.dmPolicy | Should -Be allowlist
    }
}

Describe 'Get-OpenClawPairing and Approve-OpenClawPairing' {
    BeforeAll {
        $folder = Split-Path (Get-StateFile openclaw.json)
        @{
            pending  = @(@{ requestId = 'req-1'; deviceId = 'd1'; displayName = 'Ada phone'; platform = 'iOS'; role = 'operator'; scopes = @('operator.read'); ts = 1795378597780 })
            requests = @{ telegram = @(@{ id = '42'; code = 'ABCD2345'; createdAt = '2026-11-22T20:37:53.159Z'; meta = @{ username = 'ada'; accountId = 'default' } }) }
        } | ConvertTo-Json -Depth 6 | Set-Content (Join-Path $folder sandbox-pairing.json)
    }

    It 'lists devices and channel users' {
        $waiting = Get-OpenClawPairing openclaw @context
        $waiting.Id | Should -Be 'req-1', 'ABCD2345'
        $waiting.Kind | Should -Be 'Device', 'Telegram'
        $waiting[0].Detail | Should -Be 'iOS, operator, operator.read'
        $waiting[1].From | Should -Be 'ada (42)'
        ($waiting | Out-String -Width 120) | Should -Match 'ABCD2345 +Telegram +ada \(42\)'
    }

    It 'approves by code and from the pipeline, and says when nobody waits' {
        { Approve-OpenClawPairing openclaw NOPE2345 @context } | Should -Throw -ErrorId 'PairingNotFound*'
        Approve-OpenClawPairing openclaw abcd2345 @context -WhatIf | Should -BeNullOrEmpty
        (Approve-OpenClawPairing openclaw abcd2345 @context).From | Should -Be 'ada (42)'
        (Get-OpenClawPairing openclaw @context | Approve-OpenClawPairing).Id | Should -Be 'req-1'
        Get-OpenClawPairing openclaw @context | Should -BeNullOrEmpty
    }
}

Describe 'Remove-OpenClawChannel' {
    It 'removes each where it came from, keeps what the user added, and may be run again' {
        Remove-OpenClawChannel openclaw whatsapp @context
        Remove-OpenClawChannel openclaw Slack @context
        (Get-OpenClawChannel openclaw @context).Channel | Should -Be Telegram
        Remove-OpenClawChannel openclaw Slack @context
        Remove-OpenClawChannel openclaw Telegram @context
        $left = (Get-Content (Get-StateFile openclaw.json) -Raw | ConvertFrom-Json).channels.telegram
        $left.dmPolicy | Should -Be allowlist
        $left.botToken | Should -BeNullOrEmpty
        (Compare-OpenClaw openclaw @context -Quiet) | Should -BeTrue
    }
}
