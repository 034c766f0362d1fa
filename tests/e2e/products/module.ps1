# One PowerShell session that does what it reads on standard input, a line of JSON each, and answers with one.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
Import-Module (Join-Path $PSScriptRoot '../../../out/OpenClaw')

function Get-Cluster($Settings) { Get-OpenClawCluster -KubeConfig $Settings.kubeConfig }

function Install($Settings, [string] $Model) {
    Get-Cluster $Settings | Install-OpenClaw -ModelConfig $Settings.modelConfig -ModelName $Model -Namespace $Settings.namespace `
        -OpenClawImage $Settings.openClawImage -LiteLLMImage $Settings.liteLLMImage -StorageClass $Settings.storageClass -Timeout 600
}

function Show-Instance($Instance) { @{ changed = $Instance.Changed; status = "$($Instance.Status)" } }

function Show-Tunnel { @{ address = $tunnel.LocalAddress; state = "$($tunnel.State)"; url = $tunnel.Url } }

$actions = @{
    Deploy = {
        $script:tunnel = Install $request.settings $request.model | Tee-Object -Variable instance | Start-OpenClawTunnel -LocalPort 0 -HoldTime ($request.settings.holdTime ?? 60)
        @{ instance = Show-Instance $instance; tunnel = Show-Tunnel }
    }
    Install = {
        # Not -Debug: that makes PowerShell ask at each warning and verbose message.
        $said = & { $DebugPreference = 'Continue'; Install $request.settings $request.model } 5>&1
        $requests = @($said | Where-Object { $_ -is [Management.Automation.DebugRecord] -and $_.Message -match '^(GET|POST|PUT|PATCH|DELETE) ' } | ForEach-Object Message)
        $answer = Show-Instance ($said | Where-Object { $_ -isnot [Management.Automation.DebugRecord] })
        $answer.requests = $requests
        $answer
    }
    Secrets = {
        $answer = @{}
        Get-Cluster $request.settings | Get-OpenClawSecret -Name openclaw -Namespace $request.settings.namespace |
            ForEach-Object { $answer["$($_.Name)"] = ConvertFrom-SecureString $_.Value -AsPlainText }
        $answer
    }
    # A cmdlet that takes an instance from the pipeline.
    Change = {
        $parameters = @{ Confirm = $false }
        foreach ($parameter in $request.parameters.psobject.Properties) { $parameters[$parameter.Name] = $parameter.Value }
        if ($parameters.Key) { $parameters.Key = ConvertTo-SecureString $parameters.Key -AsPlainText }
        Show-Instance (Get-Cluster $request.settings | Get-OpenClaw -Name openclaw -Namespace $request.settings.namespace | & $request.command @parameters)
    }
    Tunnel = { Show-Tunnel }
    Close = { $tunnel | Stop-OpenClawTunnel; @{} }
}

while ($null -ne ($line = [Console]::In.ReadLine())) {
    $request = $line | ConvertFrom-Json
    try { $answer = & $actions[$request.do] }
    catch { $answer = @{ error = "$_" } }
    [Console]::Out.WriteLine(($answer | ConvertTo-Json -Depth 4 -Compress))
}
