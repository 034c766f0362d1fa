# Installs several instances in one cluster, first one alone, then all in parallel, and prints time and requests to the API server.
#   ./bench/parallel/run.ps1                    a sandbox; waits until all are ready with -Wait
#   ./bench/parallel/run.ps1 -KubeConfig FILE   another cluster, in namespaces of its own that are deleted afterwards
[CmdletBinding()]
param(
    [int] $Count = 20,
    [string] $KubeConfig,
    # Wait until every instance is ready; a control plane alone, as tests/testbed can be, never makes them so.
    [switch] $Wait
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
$module = (Resolve-Path "$PSScriptRoot/../../out/OpenClaw/OpenClaw.psd1").Path
Import-Module $module
$env:OPENCLAW_VERSION_CHECK = 'off'
$config = Join-Path ([IO.Path]::GetTempPath()) "openclaw-bench-$PID.json"
'{"apiVersion": "v1", "deploymentName": "d", "azureOpenAI": [{"name": "one", "endpoint": "https://bench.openai.azure.com/", "key": "0123456789abcdef0123456789abcdef"}]}' | Set-Content $config
$sandbox = $KubeConfig ? $null : (Start-OpenClawSandbox)
$run = [guid]::NewGuid().ToString('N').Substring(0, 6)

# Installs instances and returns what each took: the requests are the lines of -Debug.
function Install-Many([string] $Namespace, [int[]] $Numbers) {
    $Numbers | ForEach-Object -ThrottleLimit $Count -Parallel {
        $ErrorActionPreference = 'Stop'
        $ProgressPreference = 'SilentlyContinue'
        $WarningPreference = 'SilentlyContinue'
        Import-Module $using:module
        $box = $using:sandbox
        $cluster = $box ? (Get-OpenClawCluster bench -Sandbox $box) : (Get-OpenClawCluster -KubeConfig $using:KubeConfig)
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $said = & {
            $DebugPreference = 'Continue'
            $cluster | Install-OpenClaw -ModelConfig $using:config -ModelName gpt-5.2 -Name "claw$_" -Namespace $using:Namespace -Ephemeral `
                -OpenClawCpu 10m -OpenClawMemory 64Mi -OpenClawMemoryLimit 128Mi -LiteLLMCpu 10m -LiteLLMMemory 64Mi -LiteLLMMemoryLimit 128Mi -NoWait:(!$using:Wait)
        } 5>&1
        [pscustomobject]@{
            Seconds  = $watch.Elapsed.TotalSeconds
            Requests = @($said | Where-Object { "$_" -match '^(GET|POST|PUT|PATCH|DELETE) ' }).Count
        }
    }
}

try {
    if ($sandbox) { $null = $sandbox | New-OpenClawCluster bench -NodeSize Standard_D8s_v5 }
    foreach ($numbers in @(, 0), (1..$Count)) {
        $namespace = "bench-$run-$($numbers.Count)"
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $taken = Install-Many $namespace $numbers
        [pscustomobject]@{
            Instances       = $numbers.Count
            'Time s'        = [math]::Round($watch.Elapsed.TotalSeconds, 1)
            'Longest s'     = [math]::Round(($taken.Seconds | Measure-Object -Maximum).Maximum, 1)
            'Requests each' = [math]::Round(($taken.Requests | Measure-Object -Average).Average, 1)
            'Most'          = ($taken.Requests | Measure-Object -Maximum).Maximum
        }
    }
}
finally {
    Remove-Item $config -ErrorAction SilentlyContinue
    if ($sandbox) { $sandbox | Stop-OpenClawSandbox }
    else {
        foreach ($numbers in 1, $Count) {
            Get-OpenClaw -KubeConfig $KubeConfig -Namespace "bench-$run-$numbers" | Uninstall-OpenClaw -RemoveData -Confirm:$false -Timeout 300
        }
    }
}
