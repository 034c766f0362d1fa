# How an instance is seen from the shell: status, tests and logs.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $s = Start-OpenClawSandbox
    $instance = $s | New-OpenClawCluster openclaw | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName gpt-5.2
    $canaries = @((Get-OpenClawSecret openclaw -Sandbox $s -AsPlainText).Value) + (Get-OpenClawModelConfig $s.ModelConfig).Endpoints[0].Key
}

AfterAll {
    if ($s) { $s | Stop-OpenClawSandbox }
}

Describe 'Test-OpenClaw' {
    It 'emits a result a check and tells the cost of the chat beforehand' {
        $all = Test-OpenClaw openclaw -Sandbox $s -Verbose -Debug *>&1
        $results = $all | Where-Object { $_.PSTypeNames -contains 'OpenClaw.OpenClawTestResult' }
        $results.Count | Should -Be 16
        $results.Status | Select-Object -Unique | Should -Be Passed
        $results[-1].Name | Should -Be Chat
        $cost = $all | Where-Object { "$_" -like '*17,000 prompt tokens*' } | Select-Object -First 1
        $cost | Should -BeOfType System.Management.Automation.InformationRecord
        [array]::IndexOf($all, $cost) | Should -BeLessThan ([array]::IndexOf($all, $results[0]))
        foreach ($canary in $canaries) { ($all | Out-String -Width 5000).Contains($canary) | Should -BeFalse }
    }

    It 'leaves the chat out with -Quick, and every use of tokens with -WhatIf' {
        ($instance | Test-OpenClaw -Quick | Where-Object Status -eq Skipped).Name | Should -Be Chat
        ($instance | Test-OpenClaw -WhatIf | Where-Object Status -eq Skipped).Name | Should -Be 'Azure OpenAI sandbox', 'Chat'
    }

    It 'skips Azure with the reason on a kubeconfig' {
        $config = Join-Path $TestDrive config
        Get-SandboxKubeConfig $s | Set-Content $config
        $results = Test-OpenClaw -KubeConfig $config -Quick
        ($results | Where-Object Status -eq Skipped).Name | Should -Be 'Azure sign-in', 'Azure cluster', 'Azure quota', 'Chat'
        $results[0].Detail | Should -BeLike '*kubeconfig*'
        $results.Status | Should -Not -Contain Failed
    }

    It 'shows detail and remedy in its table' {
        $table = Test-OpenClaw nobody -ClusterName openclaw -Sandbox $s -Quick | Out-String -Width 150
        $table | Should -Match 'Failed +Objects'
        $table | Should -Match '-> Get-OpenClaw lists'
    }
}

Describe 'Get-OpenClaw' {
    It 'tells versions, revision and limits, and leaves empty what nobody knows' {
        $found = Get-OpenClaw openclaw -Sandbox $s
        $found.OpenClawVersion | Should -Match '^\d+\.\d+\.\d+$'
        $found.LiteLLMVersion | Should -Match '^v\d'
        $found.Revision | Should -BeGreaterThan 0
        $found.OpenClawMemoryLimit | Should -Be 3GB
        $found.OpenClawMemory | Should -BeNullOrEmpty
        $found.OpenClawAvailableVersion | Should -BeNullOrEmpty
        $found.LastError | Should -BeNullOrEmpty
    }

    It 'fits into 80 columns' {
        $found = Get-OpenClaw openclaw -Sandbox $s
        ($found | Out-String -Width 80) -split '\r?\n' | Where-Object { $_ -match '^Name +Namespace.*Changed *$' } | Should -HaveCount 1
    }
}

Describe 'Get-OpenClawLog' {
    It 'gets both programs in the order of time, and one alone' {
        $lines = Get-OpenClawLog openclaw -Sandbox $s
        $lines.Program | Sort-Object -Unique | Should -Be OpenClaw, LiteLLM
        $lines.Time | Should -Be ($lines.Time | Sort-Object)
        "$($lines[0])" | Should -Match '^\[(OpenClaw|LiteLLM)\] '
        $one = $instance | Get-OpenClawLog -Program LiteLLM -Tail 1 -Timestamps
        $one | Should -HaveCount 1
        "$one" | Should -Match '^\d{4}-\d\d-\d\dT[\d:.]+Z \[LiteLLM\] '
        ($one | Out-String).Trim().StartsWith("$one".Substring(0, 40)) | Should -BeTrue
    }

    It 'understands ages and refuses what is none' {
        (Get-OpenClawLog openclaw -Sandbox $s -Since 1h).Count | Should -BeGreaterThan 1
        # The API counts whole seconds, so the start is left out for certain only when it is older than that.
        $started = (Get-OpenClawLog openclaw -Sandbox $s)[0]
        $null = Wait-Until { [datetimeoffset]::Now - $started.Time -gt [timespan]::FromSeconds(2) } 'the first line to be 2 s old'
        (Get-OpenClawLog openclaw -Sandbox $s -Since ([datetime]::Now.AddSeconds(-0.1))).Time | Should -Not -Contain $started.Time
        { Get-OpenClawLog openclaw -Sandbox $s -Since 10 } | Should -Throw '*90s, 10m*'
    }

    It 'masks secrets that a program wrote into its log, and what looks like an older one' {
        $key = Get-OpenClawSecret openclaw -Sandbox $s -SecretName LiteLLMMasterKey -AsPlainText
        $token = Get-OpenClawSecret openclaw -Sandbox $s -SecretName GatewayToken -AsPlainText
        $older = 'sk-an-older-key-0123456789abcdef'
        $kubeConfig = Get-SandboxKubeConfig $s
        # LiteLLM's stand-in logs the names of its models: with such names it gives away what a careless program might.
        foreach ($canary in $token, $key, $older) {
            $null = $instance.Cluster | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName $canary
            $pod = (Get-KubernetesText $kubeConfig '/api/v1/namespaces/openclaw-ns/pods?labelSelector=app%3Dopenclaw-llmproxy' | ConvertFrom-Json).items |
                Where-Object { -not $_.metadata.PSObject.Properties['deletionTimestamp'] }
            (Get-KubernetesText $kubeConfig "/api/v1/namespaces/openclaw-ns/pods/$($pod.metadata.name)/log").Contains("models: $canary") | Should -BeTrue
            $lines = Get-OpenClawLog openclaw -Sandbox $s -Verbose -Debug *>&1
            ($lines | Where-Object Text -like '*models: `*`*`*').Program | Should -Be LiteLLM
            ($lines | Out-String -Width 5000).Contains($canary) | Should -BeFalse
            ($lines | ConvertTo-Json -Depth 4 -WarningAction Ignore).Contains($canary) | Should -BeFalse
        }
        $null = $instance.Cluster | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName gpt-5.2
    }

    It 'says that there is no log from before, and no such instance' {
        { Get-OpenClawLog openclaw -Sandbox $s -Previous } | Should -Throw '*has been restarted*'
        { Get-OpenClawLog nobody -ClusterName openclaw -Sandbox $s } | Should -Throw "*no instance 'nobody'*"
    }

    It 'follows through pods that replace each other and ends at once at Ctrl+C' {
        $state = [initialsessionstate]::CreateDefault2()
        $state.ImportPSModule($ModulePath)
        $state.Variables.Add([Management.Automation.Runspaces.SessionStateVariableEntry]::new('instance', $instance, ''))
        $runspace = [runspacefactory]::CreateRunspace($state)
        $runspace.Open()
        try {
            $shell = [powershell]::Create($runspace).AddScript('$instance | Get-OpenClawLog -Follow')
            $in = [Management.Automation.PSDataCollection[psobject]]::new()
            $in.Complete()
            $out = [Management.Automation.PSDataCollection[psobject]]::new()
            $null = $shell.BeginInvoke($in, $out)
            $seen = [Collections.Generic.List[object]]::new()
            $null = Wait-Until { $seen.AddRange($out.ReadAll()); @($seen.Pod | Sort-Object -Unique).Count -eq 2 } 'lines of both pods'
            $null = $instance.Cluster | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName another-model
            $null = Wait-Until { $seen.AddRange($out.ReadAll()); @($seen.Pod | Sort-Object -Unique).Count -eq 4 } 'lines of the pods that came'
            @($seen | Where-Object Text -like '*listening on ws:*').Count | Should -Be 2
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 3
            $shell.Streams.Error | Should -BeNullOrEmpty
        }
        finally { $runspace.Dispose() }
    }
}
