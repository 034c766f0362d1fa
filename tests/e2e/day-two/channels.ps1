# One PowerShell session for channels.mjs: does what it reads on standard input, a line of JSON each, and answers with one.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
Import-Module (Join-Path $PSScriptRoot '../../../out/OpenClaw')
$settings = $env:OPENCLAW_E2E_SETTINGS | ConvertFrom-Json
$cluster = Get-OpenClawCluster -KubeConfig $settings.kubeConfig
$at = @{ Cluster = $cluster; Name = 'openclaw'; Namespace = $settings.namespace }

function Show-Channel { @{ channels = @(Get-OpenClawChannel @at | ForEach-Object { "$($_.Channel)=$($_.Source)" }) } }

$actions = @{
    Install  = {
        $instance = $cluster | Install-OpenClaw -ModelConfig $settings.modelConfig -ModelName gpt-5.2 -Namespace $settings.namespace `
            -OpenClawImage $settings.openClawImage -LiteLLMImage $settings.liteLLMImage -StorageClass $settings.storageClass -Timeout 600 -MaxTokens $request.maxTokens
        @{ status = "$($instance.Status)"; revision = $instance.Revision }
    }
    Set      = {
        $null = Set-OpenClawChannel @at -Channel $request.channel -Token (ConvertTo-SecureString $request.token -AsPlainText)
        @{ revision = (Get-OpenClaw @at).Revision }
    }
    Get      = { Show-Channel }
    Remove   = { Remove-OpenClawChannel @at -Channel $request.channel; Show-Channel }
    Test     = { @{ results = @(Test-OpenClawChannel @at | ForEach-Object { "$_" }) } }
    Pairing  = { @{ waiting = @(Get-OpenClawPairing @at | ForEach-Object { "$($_.Kind)|$($_.Id)|$($_.From)" }) } }
    Approve  = { @{ approved = @(Get-OpenClawPairing @at | Approve-OpenClawPairing | ForEach-Object { "$_" }) } }
    Compare  = { @{ drift = @(Compare-OpenClaw @at | Where-Object IsDrift | ForEach-Object { "$($_.Object) $($_.Field)" }) } }
}

while ($null -ne ($line = [Console]::In.ReadLine())) {
    $request = $line | ConvertFrom-Json
    try { $answer = & $actions[$request.do] }
    catch { $answer = @{ error = "$_"; id = $_.FullyQualifiedErrorId } }
    [Console]::Out.WriteLine(($answer | ConvertTo-Json -Depth 4 -Compress))
}
