# Secrets rotated, instances updated and brought back, in the sandbox.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
}

Describe 'Changes that are proven or taken back' {
    BeforeAll {
        $s = Start-OpenClawSandbox
        $cluster = $s | New-OpenClawCluster openclaw
        $instance = $cluster | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName gpt-5.2
        $token = { Get-OpenClawSecret openclaw -Sandbox $s -SecretName GatewayToken -AsPlainText }
    }

    AfterAll {
        if ($s) { $s | Stop-OpenClawSandbox }
    }

    It 'shows what a rotation would change, and changes nothing' {
        $before = & $token
        Clear-SandboxLog $s
        Reset-OpenClawSecret openclaw -Sandbox $s -SecretName GatewayToken -WhatIf | Should -BeNullOrEmpty
        Get-SandboxWrite $s | Should -BeNullOrEmpty
        & $token | Should -Be $before
    }

    It 'gives an open tunnel the new token in its Url, and tells of it' {
        $before = & $token
        $tunnel = $instance | Start-OpenClawTunnel -LocalPort 0
        try {
            $null = Register-ObjectEvent $tunnel UrlChanged -SourceIdentifier change-tests-url
            $tunnel.Url | Should -BeLike "*#token=$before"
            $after = $instance | Reset-OpenClawSecret -Secret GatewayToken
            $after.Status | Should -Be Ready
            $after.Changed | Should -BeTrue
            $new = & $token
            $new | Should -Not -Be $before
            Wait-Event change-tests-url -Timeout 30 | Should -Not -BeNullOrEmpty
            $tunnel.Url | Should -BeLike "*#token=$new"
        }
        finally {
            Unregister-Event change-tests-url -ErrorAction Ignore
            Get-Event change-tests-url -ErrorAction Ignore | Remove-Event
            $tunnel | Stop-OpenClawTunnel
        }
    }

    It 'wants a key for an Azure OpenAI key, and none for a secret it makes itself' {
        { $instance | Reset-OpenClawSecret -SecretName AzureOpenAIKey } | Should -Throw -ErrorId 'KeyMissing,*'
        $key = ConvertTo-SecureString 'a key with spaces' -AsPlainText
        { $instance | Reset-OpenClawSecret -SecretName AzureOpenAIKey -Key $key } | Should -Throw -ErrorId 'KeyInvalid,*'
        { $instance | Reset-OpenClawSecret -SecretName GatewayToken -Key $key } | Should -Throw -ErrorId 'KeySuperfluous,*'
        { $instance | Reset-OpenClawSecret -SecretName AzureOpenAIKey -Endpoint nobody -Key (ConvertTo-SecureString 0123456789abcdef -AsPlainText) } |
            Should -Throw -ErrorId 'EndpointUnknown,*'
    }

    It 'updates what is named, lists revisions and goes back' {
        $updated = Update-OpenClaw openclaw -Sandbox $s -MaxTokens 4096
        $updated.Revision | Should -Be 2
        ($instance | Update-OpenClaw -MaxTokens 4096).Changed | Should -BeFalse
        $revisions = $instance | Get-OpenClawRevision
        $revisions.Number | Should -Be 1, 2
        $revisions[1].IsCurrent | Should -BeTrue
        $revisions[1].Changes | Should -Be 'maxTokens: 16384 -> 4096'
        { Undo-OpenClaw openclaw -Sandbox $s } | Should -Throw -Because 'it asks first, and there is nobody to answer'
        ($revisions[0] | Undo-OpenClaw -Confirm:$false).Revision | Should -Be 3
        (Get-OpenClawRevision openclaw -Sandbox $s -Number 3).Changes | Should -Be 'maxTokens: 4096 -> 16384'
        { Get-OpenClawRevision openclaw -Sandbox $s -Number 9 } | Should -Throw -ErrorId 'RevisionUnknown,*'
        { Update-OpenClaw openclaw -Sandbox $s -Version 1 -OpenClawImage x/y:1 } | Should -Throw -ErrorId 'VersionAndImage,*'
        { Update-OpenClaw openclaw -Sandbox $s -Version latest } | Should -Throw -ErrorId 'LatestUnknown,*'
    }

    It 'tries a new image before OpenClaw is touched, and starts nothing with -WhatIf' {
        $before = Get-OpenClaw openclaw -Sandbox $s
        Clear-SandboxLog $s
        Update-OpenClaw openclaw -Sandbox $s -Version 2026.9.7 -WhatIf | Should -BeNullOrEmpty
        Get-SandboxWrite $s | Should -BeNullOrEmpty
        # The sandbox plays it with a program that has no node.
        { Update-OpenClaw openclaw -Sandbox $s -OpenClawImage nowhere.example/litellm:1 } | Should -Throw -ErrorId 'ImageUnusable,*'
        $error[0].ToString() | Should -BeLike '*nothing was changed*exit code*'
        $after = Get-OpenClaw openclaw -Sandbox $s
        $after.ReadySince | Should -Be $before.ReadySince
        $after.Revision | Should -Be $before.Revision
        $updated = Update-OpenClaw openclaw -Sandbox $s -Version 2026.9.7
        $updated.OpenClawCheckedVersion | Should -Be 2026.9.7
        $updated.Status | Should -Be Ready
    }

    It 'runs the examples of the help of <_>' -ForEach 'Reset-OpenClawSecret', 'Update-OpenClaw', 'Undo-OpenClaw', 'Get-OpenClawRevision' {
        $examples = (Get-Help $_ -Full).examples.example.code | Where-Object { $_ -match 'sandbox' }
        @($examples).Count | Should -BeGreaterOrEqual 2
        foreach ($example in $examples) {
            $running = Start-Shell "`$ErrorActionPreference = 'Stop'; $example" @{ sandbox = $s }
            try { $null = $running.Shell.EndInvoke($running.Async) }
            finally { $running.Runspace.Dispose() }
        }
    }
}
