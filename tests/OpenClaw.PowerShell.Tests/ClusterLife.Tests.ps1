# A cluster's life in the sandbox: stopped, started, deleted.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"

    # What Azure was asked to do to clusters since the log was cleared.
    function Get-SandboxAction($Sandbox) {
        (Invoke-RestMethod "$($Sandbox.AdminEndpoint)requests" -SkipCertificateCheck).resourceManager |
            Where-Object { $_.method -eq 'DELETE' -or $_.path -match '/(stop|start)$' } | ForEach-Object { "$($_.method) $($_.path -replace '.*/')" }
    }
}

Describe 'The life of a cluster' {
    BeforeAll {
        $s = Start-OpenClawSandbox
        $cluster = $s | New-OpenClawCluster openclaw
        $token = { Get-OpenClawSecret openclaw -Sandbox $s -SecretName GatewayToken -AsPlainText }
        $null = $cluster | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName gpt-5.2
    }

    AfterAll {
        if ($s) { $s | Stop-OpenClawSandbox }
    }

    It 'stops and starts, from the pipeline and by name, once' {
        $before = & $token
        Clear-SandboxLog $s
        Stop-OpenClawCluster openclaw -Sandbox $s -WhatIf | Should -BeNullOrEmpty
        Get-SandboxAction $s | Should -BeNullOrEmpty
        $stopped = $cluster | Stop-OpenClawCluster
        $stopped.PowerState | Should -Be Stopped
        $stopped.Ready | Should -BeFalse
        (Stop-OpenClawCluster openclaw -Sandbox $s -Verbose 4>&1 | Out-String) | Should -Match 'nothing was changed'
        Get-SandboxAction $s | Should -Be 'POST stop'
        Clear-SandboxLog $s
        $started = $s | Start-OpenClawCluster openclaw-aks
        $started.Ready | Should -BeTrue
        ($started | Start-OpenClawCluster).PowerState | Should -Be Running
        Get-SandboxAction $s | Should -Be 'POST start'
        # OpenClaw is as it was.
        & $token | Should -Be $before
        (Wait-Until { $started | Get-OpenClaw | Where-Object Status -EQ Ready } 'OpenClaw to be ready').Name | Should -Be openclaw
    }

    It 'waits for what is being done to a cluster, unless it shall not wait' {
        Stop-OpenClawCluster open* -Sandbox $s -NoWait | ForEach-Object ProvisioningState | Should -Be Stopping
        Start-OpenClawCluster openclaw -Sandbox $s -NoWait -ErrorAction SilentlyContinue -ErrorVariable errors | Should -BeNullOrEmpty
        $errors.FullyQualifiedErrorId | Should -BeLike 'ClusterBusy,*'
        $errors.CategoryInfo.Category | Should -Be ResourceBusy
        (Start-OpenClawCluster openclaw -Sandbox $s).PowerState | Should -Be Running
    }

    It 'changes the number of nodes, the autoscaler and the version, once' {
        (Set-OpenClawCluster openclaw -Sandbox $s -NodeCount 2 -WhatIf) | Should -BeNullOrEmpty
        (Get-OpenClawCluster openclaw -Sandbox $s).NodeCount | Should -Be 1
        ($cluster | Set-OpenClawCluster -NodeCount 2).NodeCount | Should -Be 2
        (Test-OpenClaw openclaw -Sandbox $s -Quick | Where-Object Name -EQ Nodes).Detail | Should -Match '2'
        (Set-OpenClawCluster openclaw -Sandbox $s -NodeCount 2 -Verbose 4>&1 | Out-String) | Should -Match 'nothing was changed'
        $scaled = Set-OpenClawCluster openclaw -Sandbox $s -MinCount 1 -MaxCount 3
        "$($scaled.MinCount)-$($scaled.MaxCount) $($scaled.NodeCount)" | Should -Be '1-3 2'
        $fixed = Set-OpenClawCluster openclaw -Sandbox $s -NodeCount 1
        "$($fixed.MinCount)-$($fixed.MaxCount) $($fixed.NodeCount)" | Should -Be '- 1'
        { Set-OpenClawCluster openclaw -Sandbox $s -KubernetesVersion 1.36 } | Should -Throw '*first 1.35*' -ErrorId 'UpgradeSteps,*'
        { Set-OpenClawCluster openclaw -Sandbox $s -KubernetesVersion 1.33 } | Should -Throw -ErrorId 'UpgradeNewer,*'
        { Set-OpenClawCluster openclaw -Sandbox $s -MinCount 3 -MaxCount 1 } | Should -Throw -ErrorId 'ScalingRange,*'
        (Set-OpenClawCluster openclaw -Sandbox $s -KubernetesVersion 1.35).KubernetesVersion | Should -Be 1.35.1
        (Set-OpenClawCluster openclaw -Sandbox $s -KubernetesVersion 1.35 -Verbose 4>&1 | Out-String) | Should -Match 'nothing was changed'
        $null = Wait-Until { Get-OpenClaw openclaw -Sandbox $s | Where-Object Status -EQ Ready } 'OpenClaw to be ready'
    }

    It 'moves OpenClaw to larger nodes, step by step, and keeps what it has' {
        $before = & $token
        $transcript = Join-Path $TestDrive steps.txt
        $null = Start-Transcript $transcript
        try { Set-OpenClawCluster openclaw -Sandbox $s -NodeSize Standard_D4s_v5 -WhatIf | Should -BeNullOrEmpty }
        finally { $null = Stop-Transcript }
        $steps = Get-Content $transcript | Select-String '^What if:.*'
        $steps.Count | Should -Be 3
        "$($steps[0])" | Should -Match "add it: 1 x Standard_D4s_v5.*node pool 'ocd4sv5'"
        "$($steps[1])" | Should -Match "cordon its nodes .*openclaw-ns/openclaw-.*node pool 'system'"
        "$($steps[2])" | Should -Match 'delete it with its nodes'
        (Get-OpenClawCluster openclaw -Sandbox $s).NodeSize | Should -Be Standard_D2s_v5
        { Set-OpenClawCluster openclaw -Sandbox $s -NodeSize Standard_Z1 } | Should -Throw '*Standard_D*' -ErrorId 'NodeSizeNotOffered,*'
        { Set-OpenClawCluster openclaw -Sandbox $s -NodeSize 'two cores' } | Should -Throw -ErrorId 'NodeSizeInvalid,*'
        { Set-OpenClawCluster openclaw -Sandbox $s -NodeSize Standard_D4s_v5 -NoWait } | Should -Throw -ErrorId 'NodeSizeWithoutWait,*'
        $moved = $cluster | Set-OpenClawCluster -NodeSize Standard_D4s_v5 -Verbose 4>&1
        $moved[-1].NodeSize | Should -Be Standard_D4s_v5
        "$moved" | Should -Match 'Draining node aks-system-.*Node pool system is gone'
        (Get-OpenClaw openclaw -Sandbox $s).Status | Should -Be Ready
        & $token | Should -Be $before
        (Set-OpenClawCluster openclaw -Sandbox $s -NodeSize Standard_D4s_v5 -Verbose 4>&1 | Out-String) | Should -Match 'nothing was moved'
        $again = $s | New-OpenClawCluster openclaw -NodeSize Standard_D2s_v5 -WarningVariable warnings -WarningAction SilentlyContinue
        $again.NodeSize | Should -Be Standard_D4s_v5
        "$warnings" | Should -Match 'Set-OpenClawCluster openclaw-aks -NodeSize Standard_D2s_v5'
    }

    It 'tells of a cluster that is not there or not in Azure' {
        { Stop-OpenClawCluster nobody -Sandbox $s } | Should -Throw -ErrorId 'ClusterNotFound,*'
        $other = Get-OpenClawCluster -KubeConfig (New-KubeConfig (Join-Path $TestDrive other) https://127.0.0.1:1)
        foreach ($command in 'Stop-OpenClawCluster', 'Start-OpenClawCluster', 'Remove-OpenClawCluster') {
            { $other | & $command -Confirm:$false } | Should -Throw -ErrorId 'ClusterNotInAzure,*'
        }
    }

    It 'runs the examples of the help of <_>' -ForEach 'Stop-OpenClawCluster', 'Start-OpenClawCluster', 'Set-OpenClawCluster', 'Remove-OpenClawCluster' {
        $examples = (Get-Help $_ -Full).examples.example.code | Where-Object { $_ -match 'sandbox' }
        @($examples).Count | Should -BeGreaterOrEqual 2
        foreach ($example in $examples) {
            $running = Start-Shell "`$ErrorActionPreference = 'Stop'; $example" @{ sandbox = $s }
            try { $null = $running.Shell.EndInvoke($running.Async) }
            finally { $running.Runspace.Dispose() }
        }
    }

    It 'deletes only after asking, names what goes, and reads back that it is gone' {
        Clear-SandboxLog $s
        { Remove-OpenClawCluster openclaw -Sandbox $s } | Should -Throw -Because 'it asks first, and there is nobody to answer'
        Get-SandboxAction $s | Should -BeNullOrEmpty
        $null = Start-OpenClawCluster openclaw -Sandbox $s
        $said = Remove-OpenClawCluster openclaw -Sandbox $s -Confirm:$false -Verbose 4>&1
        $said | Should -BeOfType [Management.Automation.VerboseRecord]
        "$said" | Should -Match "resource group 'openclaw-RG' with AKS cluster 'openclaw-aks'.*openclaw-ns/openclaw\..*volumes and secrets"
        Get-SandboxAction $s | Should -Contain 'DELETE openclaw-RG'
        Get-OpenClawCluster -Sandbox $s | Should -BeNullOrEmpty
        Remove-OpenClawCluster openclaw -Sandbox $s -Confirm:$false -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match "no OpenClaw cluster 'openclaw'"
        $cluster | Remove-OpenClawCluster -Confirm:$false
        { $cluster | Start-OpenClawCluster } | Should -Throw -ErrorId 'ClusterNotFoundInGroup,*'
    }
}
