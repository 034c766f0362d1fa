# Faults as somebody who rehearses a runbook sees them: sandboxes with a script, and the error records and warnings they lead to.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
}

AfterAll {
    Stop-OpenClawSandbox
}

Describe 'Start-OpenClawSandbox -Fault' {
    It 'refuses a wrong script with its place, and starts nothing' {
        $before = @(Get-OpenClawSandbox).Count
        Start-OpenClawSandbox -Fault "[`n  {""fault"": ""error"", ""status"": 200}`n]" -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'SandboxFaultInvalid,*'
        $errors[0].CategoryInfo.Category | Should -Be InvalidArgument
        "$($errors[0])" | Should -BeLike "*line 2, column 22*'status' is a whole number from 400 to 599*"
        @(Get-OpenClawSandbox).Count | Should -Be $before
    }

    It 'reads files by PowerShell paths' {
        Set-Content TestDrive:/rules.json '{"fault": "quotaExceeded", "cores": 1}'
        $sandbox = Start-OpenClawSandbox -Fault TestDrive:/rules.json
        $sandbox | New-OpenClawCluster openclaw -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors | Should -HaveCount 1
        $errors[0].CategoryInfo.Category | Should -Be LimitsExceeded
        Get-SandboxWrite $sandbox | Should -BeNullOrEmpty
        $sandbox | Stop-OpenClawSandbox
    }
}

Describe 'A provisioning that fails' {
    It 'is an error record with its reason, and the next run takes the cluster up' {
        $sandbox = Start-OpenClawSandbox -Fault '{"fault": "provisioningFailed", "code": "AllocationFailed", "message": "No room in this region."}'
        $sandbox | New-OpenClawCluster openclaw -ErrorAction SilentlyContinue -ErrorVariable errors | Should -BeNullOrEmpty
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'AzureCapacity,*'
        $errors[0].CategoryInfo.Category | Should -Be ResourceUnavailable
        "$($errors[0])" | Should -BeLike '*AllocationFailed: No room in this region.*'
        ($sandbox | New-OpenClawCluster openclaw).ProvisioningState | Should -Be Succeeded
        $sandbox | Stop-OpenClawSandbox
    }
}

Describe 'A gateway that is killed for its memory' {
    It 'is explained by Install-OpenClaw, which gets it right once the fault is over' {
        $sandbox = Start-OpenClawSandbox -Fault '{"fault": "outOfMemory", "container": "openclaw", "count": "always"}'
        $cluster = $sandbox | New-OpenClawCluster openclaw
        $install = @{ ModelConfig = $sandbox.ModelConfig; ModelName = 'gpt-5.2' }
        $cluster | Install-OpenClaw @install -Timeout 12 -ErrorAction SilentlyContinue -ErrorVariable errors -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike '*memory*3Gi*'
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'InstallTimeout,*'
        $errors[0].CategoryInfo.Category | Should -Be OperationTimeout
        "$($errors[0])" | Should -BeLike '*memory*3Gi*'
        $null = Invoke-RestMethod "$($sandbox.AdminEndpoint)faults" -Method Delete -SkipCertificateCheck
        ($cluster | Install-OpenClaw @install -WarningAction SilentlyContinue).Status | Should -Be Ready
        $sandbox | Stop-OpenClawSandbox
    }
}
