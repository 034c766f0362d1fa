@{
    RootModule           = 'OpenClaw.PowerShell.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '4b93bd42-b3c0-4092-aab2-577f2277f0c4'
    Author               = 'The OpenClaw for PowerShell authors'
    CompanyName          = 'The OpenClaw for PowerShell authors'
    Copyright            = '(c) The OpenClaw for PowerShell authors. MIT License.'
    Description          = 'Runs OpenClaw on Azure Kubernetes Service with Azure OpenAI: makes the cluster, installs LiteLLM and OpenClaw with secrets that stay secret, and opens a tunnel to the Control UI. A sandbox rehearses all of it without Azure.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('OpenClaw.Format.ps1xml')
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    CmdletsToExport      = @(
        'Approve-OpenClawPairing'
        'Backup-OpenClaw'
        'Compare-OpenClaw'
        'Export-OpenClawManifest'
        'Get-OpenClaw'
        'Get-OpenClawChannel'
        'Get-OpenClawCluster'
        'Get-OpenClawLog'
        'Get-OpenClawModelConfig'
        'Get-OpenClawPairing'
        'Get-OpenClawRevision'
        'Get-OpenClawSandbox'
        'Get-OpenClawSecret'
        'Get-OpenClawTunnel'
        'Install-OpenClaw'
        'New-OpenClawCluster'
        'Remove-OpenClawChannel'
        'Remove-OpenClawCluster'
        'Reset-OpenClawSecret'
        'Restore-OpenClaw'
        'Set-OpenClawChannel'
        'Set-OpenClawCluster'
        'Start-OpenClawCluster'
        'Start-OpenClawSandbox'
        'Start-OpenClawTunnel'
        'Stop-OpenClawCluster'
        'Stop-OpenClawSandbox'
        'Stop-OpenClawTunnel'
        'Test-OpenClaw'
        'Test-OpenClawChannel'
        'Undo-OpenClaw'
        'Uninstall-OpenClaw'
        'Update-OpenClaw'
    )
    PrivateData          = @{
        PSData = @{
            Tags       = @('OpenClaw', 'LiteLLM', 'Azure', 'AKS', 'AzureOpenAI', 'Kubernetes', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri = 'https://opensource.org/license/mit'
        }
    }
}
