# The main flow in the sandbox, from nothing to a chat and back.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"

    function Get-Healthz($Tunnel) { (Invoke-WebRequest "$($Tunnel.LocalAddress)healthz").StatusCode }

    function Send-Chat($Tunnel, [string] $Token, [string] $Nonce) {
        $body = @{ model = 'openclaw/default'; user = 'pester'; messages = @(@{ role = 'user'; content = "Reply with $Nonce" }) } | ConvertTo-Json -Depth 5
        $answer = Invoke-RestMethod "$($Tunnel.LocalAddress)v1/chat/completions" -Method Post -Body $body -ContentType application/json -Headers @{ Authorization = "Bearer $Token" }
        $answer.choices[0].message.content
    }

    function Get-Token { Get-OpenClawSecret openclaw -Sandbox $s -SecretName GatewayToken -AsPlainText }
}

Describe 'The main flow' {
    BeforeAll {
        $s = Start-OpenClawSandbox
        # Everything that is said on the way, for the canary below.
        $said = [Collections.Generic.List[object]]::new()
        $s | New-OpenClawCluster openclaw -Location eastus2 -Verbose -Debug *>&1 | Tee-Object -Variable made |
            Where-Object { $_.PSTypeNames -contains 'OpenClaw.OpenClawCluster' } |
            Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName gpt-5.2 -Verbose -Debug *>&1 | Tee-Object -Variable installed |
            Where-Object { $_.PSTypeNames -contains 'OpenClaw.OpenClawInstance' } |
            Start-OpenClawTunnel -LocalPort 0 -Verbose -Debug *>&1 | Tee-Object -Variable opened | Out-Null
        $tunnel = $opened | Where-Object { $_.PSTypeNames -contains 'OpenClaw.OpenClawTunnel' }
        $said.AddRange(@($made + $installed + $opened))
        $secrets = Get-OpenClawSecret openclaw -Sandbox $s -AsPlainText
    }

    AfterAll {
        if ($s) { $s | Stop-OpenClawSandbox }
    }

    It 'ends in a tunnel that OpenClaw answers through' {
        $tunnel | Should -HaveCount 1
        $tunnel.State | Should -Be Connected
        Get-Healthz $tunnel | Should -Be 200
    }

    It 'carries a chat to the model and back' {
        $nonce = "nonce-$([guid]::NewGuid().ToString('N'))"
        Send-Chat $tunnel (Get-Token) $nonce | Should -Match $nonce
    }

    It 'refuses a chat without the token' {
        { Send-Chat $tunnel wrong nonce } | Should -Throw '*401*'
    }

    It 'changes nothing and keeps the secrets when it runs again' {
        Clear-SandboxLog $s
        $again = $s | New-OpenClawCluster openclaw -Location eastus2 | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName gpt-5.2
        $again.Changed | Should -BeFalse
        Get-SandboxWrite $s | Should -BeNullOrEmpty
        $after = Get-OpenClawSecret openclaw -Sandbox $s -AsPlainText
        $after.Value | Should -Be $secrets.Value
        $next = $again | Start-OpenClawTunnel -LocalPort 0
        try { Get-Healthz $next | Should -Be 200 }
        finally { $next | Stop-OpenClawTunnel }
    }

    It 'works as the one line of the README' {
        $one = $s | New-OpenClawCluster openclaw -Location eastus2 | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName gpt-5.2 | Start-OpenClawTunnel -LocalPort 0
        try { Get-Healthz $one | Should -Be 200 }
        finally { $one | Stop-OpenClawTunnel }
    }

    It 'shows no secret in any stream' {
        $text = $said | ForEach-Object { "$_ $($_ | Out-String)" } | Out-String
        $text | Should -Match 'openclaw'
        foreach ($secret in $secrets.Value) { $text.Contains($secret) | Should -BeFalse }
        $key = (Get-Content $s.ModelConfig -Raw | ConvertFrom-Json).azureOpenAI[0].key
        $text.Contains($key) | Should -BeFalse
    }

    It 'keeps no secret in the cluster outside the Secret' {
        $config = Get-SandboxKubeConfig $s
        $all = '/api/v1/configmaps', '/apis/apps/v1/deployments', '/apis/apps/v1/replicasets', '/api/v1/pods', '/api/v1/namespaces', '/api/v1/services', '/api/v1/events',
        '/api/v1/persistentvolumeclaims', '/apis/networking.k8s.io/v1/networkpolicies', '/apis/coordination.k8s.io/v1/leases' |
            ForEach-Object { Get-KubernetesText $config $_ } | Out-String
        $key = (Get-Content $s.ModelConfig -Raw | ConvertFrom-Json).azureOpenAI[0].key
        $stored = Get-KubernetesText $config /api/v1/secrets
        $all | Should -Match 'litellm-config.yaml'
        foreach ($secret in @($secrets.Value) + $key) {
            $encoded = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($secret))
            # That they are seen where they belong proves that the search finds them.
            $stored.Contains($encoded) | Should -BeTrue
            $all.Contains($encoded) | Should -BeFalse
            $all.Contains($secret) | Should -BeFalse
        }
    }

    It 'gives the browser the Url without the token on a command line' -Skip:(-not $IsLinux) {
        $bin = (New-Item (Join-Path $TestDrive bin) -ItemType Directory).FullName
        $seen = Join-Path $TestDrive seen
        Set-Content "$bin/xdg-open" "#!/bin/sh`nprintf '%s\n' `"`$@`" > '$seen.part' && mv '$seen.part' '$seen'"
        chmod +x "$bin/xdg-open"
        $path = $env:PATH
        $env:PATH = "${bin}:$path"
        try { $shown = Get-OpenClaw openclaw -Sandbox $s | Start-OpenClawTunnel -LocalPort 0 -Browser }
        finally { $env:PATH = $path }
        try {
            $null = Wait-Until { Test-Path $seen } 'the browser'
            $address = Get-Content $seen
            $address | Should -HaveCount 1
            $address | Should -Match '^http://127\.0\.0\.1:\d+/[0-9A-F]{32}$'
            $address | Should -Not -Match (Get-Token)
            (Invoke-WebRequest "$address-wrong" -SkipHttpErrorCheck).StatusCode | Should -Be 404
            $answer = Invoke-WebRequest $address -MaximumRedirection 0 -SkipHttpErrorCheck -ErrorAction SilentlyContinue
            $answer.StatusCode | Should -Be 302
            "$($answer.Headers.Location)" | Should -Be $shown.Url
            $shown.Url | Should -Match (Get-Token)
            # The redirect works once.
            { Invoke-WebRequest $address } | Should -Throw
        }
        finally { $shown | Stop-OpenClawTunnel }
    }

    It 'takes <Name> from the pipeline and by name' -ForEach @(
        @{ Name = 'Get-OpenClawSecret' }
        @{ Name = 'Get-OpenClaw' }
    ) {
        $instance = Get-OpenClaw openclaw -Sandbox $s
        $byPipeline = $instance | & $Name | ForEach-Object Name
        $byPipeline | Should -Not -BeNullOrEmpty
        & $Name openclaw -Sandbox $s | ForEach-Object Name | Should -Be $byPipeline
        & $Name openclaw -Cluster $instance.Cluster | ForEach-Object Name | Should -Be $byPipeline
        $instance.Cluster | & $Name | ForEach-Object Name | Should -Be $byPipeline
        $s | & $Name openclaw | ForEach-Object Name | Should -Be $byPipeline
    }

    It 'finds instances and clusters by wildcard' {
        (Get-OpenClaw 'open*' -Sandbox $s).Name | Should -Be openclaw
        Get-OpenClaw 'closed*' -Sandbox $s | Should -BeNullOrEmpty
        (Get-OpenClawCluster 'open*' -Sandbox $s).Name | Should -Be openclaw
    }

    It 'tells of an instance that is not there' {
        Get-OpenClawCluster openclaw -Sandbox $s | Get-OpenClaw nobody -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors.FullyQualifiedErrorId | Should -BeLike 'InstanceNotFound,*'
        $errors.CategoryInfo.Category | Should -Be ObjectNotFound
    }

    It 'gives secrets as SecureString unless asked otherwise' {
        $secure = Get-OpenClawSecret openclaw -Sandbox $s
        $secure.Name | Should -Be GatewayToken, LiteLLMMasterKey
        $secure.Value | ForEach-Object { $_ | Should -BeOfType [securestring] }
        Get-Token | Should -BeOfType [string]
        ($secrets | Where-Object Name -EQ LiteLLMMasterKey).Value | Should -Match '^sk-'
    }

    It 'tells who holds a port that is taken' {
        $instance = Get-OpenClaw openclaw -Sandbox $s
        $instance | Start-OpenClawTunnel -LocalPort $tunnel.LocalPort -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors.FullyQualifiedErrorId | Should -BeLike 'TunnelPortInUse,*'
        $errors.CategoryInfo.Category | Should -Be ResourceBusy
    }

    It 'names what -WhatIf would change and changes nothing' {
        $shell = [powershell]::Create('CurrentRunspace').AddScript({
                param($s)
                Get-OpenClawCluster openclaw -Sandbox $s | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName gpt-5.2 -MaxTokens 1234 -WhatIf
                $s | New-OpenClawCluster other -WhatIf
            }).AddArgument($s)
        $shell.Invoke() | Should -BeNullOrEmpty
        $shell.Streams.Error | Should -BeNullOrEmpty
        (Get-OpenClawCluster -Sandbox $s).Name | Should -Be openclaw
        (Get-OpenClawCluster openclaw -Sandbox $s | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName gpt-5.2).Changed | Should -BeFalse
    }

    It 'completes the names it has seen' {
        (TabExpansion2 'Get-OpenClawSecret op').CompletionMatches.CompletionText | Should -Contain openclaw
        (TabExpansion2 'Get-OpenClawCluster op').CompletionMatches.CompletionText | Should -Contain openclaw
        (TabExpansion2 'Get-OpenClaw openclaw -Namespace op').CompletionMatches.CompletionText | Should -Contain openclaw-ns
    }

    It 'shows tables without the token' {
        $table = Get-OpenClawTunnel | Out-String
        $table | Should -Match 'Name +State +LocalPort +Uptime +Connections +Received +Sent +LastError'
        $table | Should -Not -Match 'token'
        # After another type the shell shows a list of its own.
        $mixed = (Get-OpenClawSandbox), $tunnel | Out-String
        $mixed | Should -Match 'LocalAddress +: http://127'
        $mixed | Should -Not -Match 'token'
        Get-OpenClaw -Sandbox $s | Out-String | Should -Match 'Name +Namespace +Cluster +Status +Version'
        Get-OpenClawCluster -Sandbox $s | Out-String | Should -Match 'Name +ClusterName +ResourceGroup +Location'
        Get-OpenClawSandbox | Out-String | Should -Match 'ProcessId +ResourceManagerEndpoint'
        Get-OpenClawModelConfig $s.ModelConfig | Out-String | Should -Match 'DeploymentName +ApiVersion'
    }

    It 'goes no further than Select-Object -First wants' {
        $silent = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $silent.Start()
        try {
            # A cluster that never answers would be next.
            $hung = Get-OpenClawCluster -KubeConfig (New-KubeConfig (Join-Path $TestDrive hung) "http://$($silent.LocalEndpoint)")
            $watch = [Diagnostics.Stopwatch]::StartNew()
            (Get-OpenClawCluster openclaw -Sandbox $s), $hung | Get-OpenClaw | Select-Object -First 1 | ForEach-Object Name | Should -Be openclaw
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
            $silent.Pending() | Should -BeFalse
        }
        finally { $silent.Stop() }
    }

    It 'keeps a tunnel open with -Wait until Ctrl+C, telling its state' {
        $instance = Get-OpenClaw openclaw -Sandbox $s
        $running = Start-Shell '$instance | Start-OpenClawTunnel -LocalPort 0 -Wait' @{ instance = $instance }
        try {
            $null = Wait-Until { $running.Shell.Streams.Information.Count -gt 0 } 'the tunnel to tell its state'
            "$($running.Shell.Streams.Information[0])" | Should -Match 'openclaw http://127\.0\.0\.1:(\d+)/ Connected'
            $port = [int]($Matches ? $Matches[1] : ("$($running.Shell.Streams.Information[0])" -replace '.*127\.0\.0\.1:(\d+).*', '$1'))
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $running.Shell.Stop()
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
            { [Net.Sockets.TcpClient]::new('127.0.0.1', $port) } | Should -Throw
        }
        finally { $running.Runspace.Dispose() }
    }

    It 'installs two instances at once with ForEach-Object -Parallel' {
        $results = 'left', 'right' | ForEach-Object -Parallel {
            Import-Module $using:ModulePath
            $s = $using:s
            # Small, because all three share the sandbox's one node.
            Get-OpenClawCluster openclaw -Sandbox $s |
                Install-OpenClaw -Name $_ -Namespace "$_-ns" -OpenClawMemory 256Mi -LiteLLMMemory 256Mi -Timeout 300 -ModelConfig $s.ModelConfig -ModelName gpt-5.2
        }
        ($results | Sort-Object Name).Name | Should -Be left, right
        $results.Status | Should -Be Ready, Ready
        (Get-OpenClaw -Sandbox $s -ClusterName openclaw).Name | Sort-Object | Should -Be left, openclaw, right
    }

    It 'works in a thread job, whose tunnels end with it and are nobody else''s' {
        $job = Start-ThreadJob {
            Import-Module $using:ModulePath
            $tunnel = Get-OpenClaw openclaw -Sandbox $using:s | Start-OpenClawTunnel -LocalPort 0
            (Invoke-WebRequest "$($tunnel.LocalAddress)healthz").StatusCode
            @(Get-OpenClawTunnel).Count
            $tunnel
        }
        $status, $count, $theirs = $job | Receive-Job -Wait -AutoRemoveJob
        $status | Should -Be 200
        $count | Should -Be 1
        (Get-OpenClawTunnel).LocalPort | Should -Not -Contain $theirs.LocalPort
        $theirs.Completion.Wait([timespan]::FromSeconds(10)) | Should -BeTrue
    }

    It 'closes all tunnels of its session, and no other''s, with Stop-OpenClawTunnel alone' {
        $running = Start-Shell @'
$null = Get-OpenClaw openclaw -Sandbox $s | Start-OpenClawTunnel -LocalPort 0 -OutVariable tunnels
try { $null | Stop-OpenClawTunnel } catch { $_.FullyQualifiedErrorId }
"$($tunnels.State)"
Stop-OpenClawTunnel
"$($tunnels.State)"
Stop-OpenClawTunnel
'@ @{ s = $s; ErrorActionPreference = 'Stop' }
        try { $running.Shell.EndInvoke($running.Async) | Should -Be 'ParameterArgumentValidationError,OpenClaw.PowerShell.Commands.StopOpenClawTunnelCommand', Connected, Stopped }
        finally { $running.Runspace.Dispose() }
        $tunnel.State | Should -Be Connected
    }

    It 'stops all sandboxes of its session, and no other''s, with Stop-OpenClawSandbox alone' {
        $running = Start-Shell @'
Stop-OpenClawSandbox
$own = Start-OpenClawSandbox
try { $null | Stop-OpenClawSandbox } catch { $_.FullyQualifiedErrorId }
$own.IsRunning
Stop-OpenClawSandbox
$own.IsRunning
Test-Path $own.HomePath
'@ @{ s = $s; ErrorActionPreference = 'Stop' }
        try { $running.Shell.EndInvoke($running.Async) | Should -Be 'ParameterArgumentValidationError,OpenClaw.PowerShell.Commands.StopOpenClawSandboxCommand', True, False, False }
        finally { $running.Runspace.Dispose() }
        $s.IsRunning | Should -BeTrue
    }

    It 'runs the examples of the help of <_>' -ForEach 'Compare-OpenClaw', 'Export-OpenClawManifest', 'Get-OpenClaw', 'Get-OpenClawCluster', 'Get-OpenClawModelConfig', 'Get-OpenClawSandbox', 'Get-OpenClawSecret',
        'Get-OpenClawTunnel', 'Install-OpenClaw', 'New-OpenClawCluster', 'Start-OpenClawSandbox', 'Start-OpenClawTunnel', 'Stop-OpenClawSandbox', 'Stop-OpenClawTunnel' {
        # Those that name a sandbox or nothing at all; the others want an Azure or a cluster of the user's, or fail as they mean to.
        $examples = (Get-Help $_ -Full).examples.example.code | Where-Object { $_ -match 'sandbox|^(Get|Stop)-OpenClawTunnel' -and $_ -notmatch '-Fault' }
        @($examples).Count | Should -BeGreaterOrEqual 2
        foreach ($example in $examples) {
            # In a shell of its own, so that what it stops is its own.
            $running = Start-Shell "`$ErrorActionPreference = 'Stop'; $example" @{ sandbox = $s }
            try { $null = $running.Shell.EndInvoke($running.Async) }
            finally { $running.Runspace.Dispose() }
        }
        $s.IsRunning | Should -BeTrue
    }

    It 'compares an instance with what was installed: drift, and what is the user''s own' {
        Compare-OpenClaw openclaw -Sandbox $s -Quiet | Should -BeTrue
        Get-OpenClaw openclaw -Sandbox $s | Compare-OpenClaw | Where-Object IsDrift | Should -BeNullOrEmpty
        # What the Control UI and a channel's set-up write.
        $kube = Get-SandboxKubeConfig $s
        $claim = (Get-KubernetesText $kube /api/v1/namespaces/openclaw-ns/persistentvolumeclaims/openclaw-data | ConvertFrom-Json).metadata.uid
        $file = Get-ChildItem $s.HomePath -Recurse -Filter openclaw.json | Where-Object FullName -Match $claim
        $file | Should -HaveCount 1
        $persisted = Get-Content $file -Raw | ConvertFrom-Json -AsHashtable
        $persisted.agents.defaults.heartbeat.every = '30m'
        $persisted.channels = @{ telegram = @{ enabled = $true; botToken = 'canary-token' } }
        $persisted | ConvertTo-Json -Depth 20 | Set-Content $file
        # What kubectl edit writes.
        $null = Set-KubernetesField $kube '/api/v1/namespaces/openclaw-ns/services/openclaw-svc?fieldManager=kubectl-edit' '{"metadata":{"labels":{"app":"other"}}}'
        $found = Compare-OpenClaw openclaw -Sandbox $s
        $drift = $found | Where-Object IsDrift
        $drift | Should -HaveCount 1
        "$($drift.Kind) $($drift.Object) $($drift.Field) $($drift.Declared) $($drift.Actual) $($drift.Owner)" |
            Should -Be 'Drift Service openclaw-ns/openclaw-svc metadata.labels.app openclaw other kubectl-edit'
        ($found | Where-Object Field -eq agents.defaults.heartbeat.every).Kind | Should -Be Overridden
        ($found | Where-Object Field -eq channels.telegram.botToken).Kind | Should -Be UserOwned
        $found | Format-List | Out-String | Should -Not -Match canary
        Compare-OpenClaw openclaw -Sandbox $s -Quiet | Should -BeFalse
        $cluster = Get-OpenClawCluster openclaw -Sandbox $s
        { $cluster | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName gpt-5.2 -ErrorAction Stop } | Should -Throw -ErrorId 'InstallConflict,*'
        $null = $cluster | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName gpt-5.2 -ForceConflicts
        Compare-OpenClaw openclaw -Sandbox $s -Quiet | Should -BeTrue
    }

    It 'exports an instance as text, as files and from a model config, without a secret' {
        $text = Get-OpenClaw openclaw -Sandbox $s | Export-OpenClawManifest
        $text | Should -HaveCount 1
        $text | Should -Match '(?m)^kind: Deployment$'
        $text | Should -Match 'kubectl apply --server-side --field-manager=openclaw'
        foreach ($secret in Get-OpenClawSecret openclaw -Sandbox $s) { $text.Contains(($secret.Value | ConvertFrom-SecureString -AsPlainText)) | Should -BeFalse }
        $folder = Join-Path $TestDrive manifests
        Export-OpenClawManifest openclaw -Sandbox $s -Path $folder -Kustomize -WhatIf | Should -BeNullOrEmpty
        Test-Path $folder | Should -BeFalse
        $files = Export-OpenClawManifest openclaw -Sandbox $s -Path $folder -Kustomize
        $files.Name | Should -Contain kustomization.yaml
        (Get-ChildItem $folder).Name | Should -Be ($files.Name | Sort-Object)
        { Export-OpenClawManifest openclaw -Sandbox $s -Path $folder -ErrorAction Stop } | Should -Throw -ErrorId 'ExportFileExists,*'
        { Export-OpenClawManifest openclaw -Sandbox $s -Kustomize -ErrorAction Stop } | Should -Throw -ErrorId 'KustomizeNeedsPath,*'
        { Export-OpenClawManifest -ModelName gpt-5.2 -ErrorAction Stop } | Should -Throw -ErrorId 'ModelConfigAndName,*'
        $fromConfig = Export-OpenClawManifest -ModelConfig (Get-OpenClawModelConfig $s.ModelConfig) -ModelName gpt-5.2 -Name mine -StorageSize 16Gi
        $fromConfig | Should -Match 'storage: "16Gi"'
        $fromConfig | Should -Match '(?m)^  name: mine-llmproxy$'
    }

    It 'uninstalls an instance, keeps its volume and secrets, and takes them up again' {
        $token = Get-Token
        Clear-SandboxLog $s
        Uninstall-OpenClaw openclaw -Sandbox $s -WhatIf
        Get-SandboxWrite $s | Should -BeNullOrEmpty
        { Uninstall-OpenClaw openclaw -Sandbox $s -RemoveData } | Should -Throw -Because 'it asks first, and there is nobody to answer'
        Get-SandboxWrite $s | Should -BeNullOrEmpty
        Get-OpenClaw openclaw -Sandbox $s | Uninstall-OpenClaw -Confirm:$false | Should -BeNullOrEmpty
        Get-OpenClaw openclaw -Sandbox $s -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Get-Token | Should -Be $token
        $back = Get-OpenClawCluster openclaw -Sandbox $s | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName gpt-5.2
        $back.Status | Should -Be Ready
        Get-Token | Should -Be $token
        $back | Uninstall-OpenClaw -RemoveData -Confirm:$false
        { Get-OpenClawSecret openclaw -Sandbox $s -ErrorAction Stop } | Should -Throw -ErrorId 'InstanceNotFound,*'
    }
}

Describe 'Removing the module' {
    It 'stops its tunnels and sandboxes' {
        $script = @"
Import-Module '$ModulePath'
`$s = Start-OpenClawSandbox
`$t = `$s | New-OpenClawCluster openclaw | Install-OpenClaw -ModelConfig `$s.ModelConfig -ModelName gpt-5.2 | Start-OpenClawTunnel -LocalPort 0
Remove-Module OpenClaw
`$t.State, `$s.IsRunning, (Test-Path `$s.HomePath)
"@
        Invoke-FreshShell $script | Should -Be Stopped, False, False
    }
}
