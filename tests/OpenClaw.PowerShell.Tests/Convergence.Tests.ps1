# What happens when the flow is stopped, only tried out, or meets a cluster that is off.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $s = Start-OpenClawSandbox

    # Stops a command as Ctrl+C does and tells how many seconds that took.
    function Stop-Shell($Running) {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $Running.Shell.Stop()
        $watch.Elapsed.TotalSeconds
    }
}

AfterAll {
    if ($s) { $s | Stop-OpenClawSandbox }
}

Describe 'Ctrl+C in New-OpenClawCluster' {
    It 'ends it at once; the next run takes the cluster over' {
        Clear-SandboxLog $s
        $running = Start-Shell '$s | New-OpenClawCluster openclaw' @{ s = $s }
        try {
            Wait-Until { Get-SandboxWrite $s | Where-Object { $_ -like 'PUT *managedClusters/openclaw-aks' } } 'the request for the cluster' | Should -HaveCount 1
            Stop-Shell $running | Should -BeLessThan 5
            $running.Shell.InvocationStateInfo.State | Should -Be Stopped
            $running.Shell.Streams.Error | Should -BeNullOrEmpty
        }
        finally { $running.Runspace.Dispose() }
        $cluster = $s | New-OpenClawCluster openclaw
        $cluster.Ready | Should -BeTrue
    }
}

Describe 'Install-OpenClaw -WhatIf on a new cluster' {
    It 'shows what it would make, makes nothing and returns nothing' {
        $cluster = $s | New-OpenClawCluster openclaw
        $config = Join-Path $TestDrive config
        Get-SandboxKubeConfig $s | Set-Content $config
        Clear-SandboxLog $s
        $cluster | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName gpt-5.2 -WhatIf | Should -BeNullOrEmpty
        # What it shows goes to the host, so look at a whole shell's output.
        $shown = Invoke-FreshShell "Import-Module '$ModulePath'
            Get-OpenClawCluster -KubeConfig '$config' | Install-OpenClaw -ModelConfig '$($s.ModelConfig)' -ModelName gpt-5.2 -WhatIf" | Out-String
        foreach ($object in 'Namespace openclaw-ns', 'Secret openclaw-ns/openclaw-secrets', 'Deployment openclaw-ns/openclaw', 'Service openclaw-ns/openclaw-svc') {
            $shown | Should -Match "What if: .*""create.*"" on target ""$object"
        }
        Get-SandboxWrite $s | Should -BeNullOrEmpty
        Get-OpenClaw -Sandbox $s | Should -BeNullOrEmpty
    }
}

Describe 'Ctrl+C in Install-OpenClaw' {
    It 'ends it at once; the next run finishes the work' {
        $cluster = Get-OpenClawCluster openclaw -Sandbox $s
        # More than any node has: it would wait for 15 minutes.
        $running = Start-Shell '$cluster | Install-OpenClaw -OpenClawMemory 100Gi -OpenClawMemoryLimit 100Gi -ModelConfig $config -ModelName gpt-5.2' @{ cluster = $cluster; config = $s.ModelConfig }
        try {
            Wait-Until { Get-SandboxWrite $s | Where-Object { $_ -match '/deployments/openclaw\?' } } 'the write of the deployment' | Should -HaveCount 1
            Stop-Shell $running | Should -BeLessThan 5
            $running.Shell.InvocationStateInfo.State | Should -Be Stopped
            $running.Shell.Streams.Error | Should -BeNullOrEmpty
        }
        finally { $running.Runspace.Dispose() }
        $instance = $cluster | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName gpt-5.2 -Timeout 300
        $instance.Status | Should -Be Ready
        $instance.Changed | Should -BeTrue
    }
}

Describe 'A stopped cluster' {
    It 'is reported with what to do, also when it was stopped after it was got' {
        $before = Get-OpenClawCluster openclaw -Sandbox $s
        $null = Invoke-SandboxCluster $s -Method Post -Action /stop
        $null = Wait-Until { (Invoke-SandboxCluster $s).properties.powerState.code -eq 'Stopped' } 'the cluster to stop'
        $now = Get-OpenClawCluster openclaw -Sandbox $s
        $now.PowerState | Should -Be Stopped
        $now.Ready | Should -BeFalse
        $now | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName gpt-5.2 -ErrorAction SilentlyContinue -ErrorVariable errors | Should -BeNullOrEmpty
        $errors.FullyQualifiedErrorId | Should -Be 'ClusterStopped,OpenClaw.PowerShell.Commands.InstallOpenClawCommand'
        "$errors" | Should -BeLike '*az aks start --resource-group openclaw-RG --name openclaw-aks*'
        $before | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName gpt-5.2 -ErrorAction SilentlyContinue -ErrorVariable errors | Should -BeNullOrEmpty
        $errors.FullyQualifiedErrorId | Should -Be 'KubernetesUnreachable,OpenClaw.PowerShell.Commands.InstallOpenClawCommand'
        "$errors" | Should -BeLike '*Is the cluster running?*'

        $null = Invoke-SandboxCluster $s -Method Post -Action /start
        $null = Wait-Until { (Invoke-SandboxCluster $s).properties.powerState.code -eq 'Running' } 'the cluster to start'
        # What was got while it was stopped does not hold that against it.
        ($now | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName gpt-5.2 -Timeout 300).Status | Should -Be Ready
    }
}
