# What the test files share. Dot-source it in BeforeAll.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
# Tests ask nobody outside this machine.
$env:OPENCLAW_VERSION_CHECK = 'off'
$ModulePath = (Resolve-Path "$PSScriptRoot/../../out/OpenClaw/OpenClaw.psd1").Path
Import-Module $ModulePath

# Runs a script in a process of its own and returns its lines.
function Invoke-FreshShell([string] $Script) {
    & ([Environment]::ProcessPath) -NoProfile -NonInteractive -Command "`$ErrorActionPreference = 'Stop'; $Script"
}

# Writes a kubeconfig for a server and returns its path.
function New-KubeConfig([string] $Path, [string] $Server, [string] $Context = 'test') {
    @"
apiVersion: v1
kind: Config
current-context: '$Context'
clusters: [{name: test, cluster: {server: '$Server', insecure-skip-tls-verify: false}}]
users: [{name: test, user: {token: throw-away}}]
contexts: [{name: '$Context', context: {cluster: test, user: test}}]
"@ | Set-Content $Path
    $Path
}

# Starts a script in a runspace of its own, with the module, without waiting for it.
function Start-Shell([string] $Script, [hashtable] $Variables = @{}) {
    $state = [initialsessionstate]::CreateDefault2()
    $state.ImportPSModule($ModulePath)
    foreach ($name in $Variables.Keys) {
        $state.Variables.Add([Management.Automation.Runspaces.SessionStateVariableEntry]::new($name, $Variables[$name], ''))
    }
    $runspace = [runspacefactory]::CreateRunspace($state)
    $runspace.Open()
    $shell = [powershell]::Create($runspace).AddScript($Script)
    [pscustomobject]@{ Shell = $shell; Async = $shell.BeginInvoke(); Runspace = $runspace }
}

# Waits until a script block gives something and returns that.
function Wait-Until([scriptblock] $Condition, [string] $What, [int] $Seconds = 120) {
    $deadline = [datetime]::UtcNow.AddSeconds($Seconds)
    while (-not ($result = & $Condition)) {
        if ([datetime]::UtcNow -gt $deadline) { throw "Waited $Seconds s in vain for $What." }
        Start-Sleep -Milliseconds 50
    }
    $result
}

# Asks a sandbox's Azure Resource Manager about a cluster, or to do something with it.
function Invoke-SandboxCluster($Sandbox, [string] $Cluster = 'openclaw', [string] $Method = 'Get', [string] $Action = '') {
    $id = "subscriptions/$($Sandbox.SubscriptionId)/resourceGroups/$Cluster-RG/providers/Microsoft.ContainerService/managedClusters/$Cluster-aks"
    Invoke-RestMethod "$($Sandbox.ResourceManagerEndpoint)$id$($Action)?api-version=2026-06-01" -Method $Method -SkipCertificateCheck -Authentication Bearer -Token $Sandbox.SignIn.AccessToken
}

# Gets the kubeconfig of a sandbox's cluster as az would.
function Get-SandboxKubeConfig($Sandbox, [string] $Cluster = 'openclaw') {
    $value = (Invoke-SandboxCluster $Sandbox $Cluster Post /listClusterUserCredential).kubeconfigs[0].value
    [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($value))
}

# Gets a path of the Kubernetes API as text, past the module.
function Get-KubernetesText([string] $KubeConfig, [string] $Path) {
    $server = [regex]::Match($KubeConfig, '(?m)\bserver: *"?([^\s",}]+)').Groups[1].Value
    $token = [regex]::Match($KubeConfig, '(?m)\btoken: *"?([^\s",}]+)').Groups[1].Value
    (Invoke-WebRequest "$server$Path" -SkipCertificateCheck -Headers @{ Authorization = "Bearer $token" }).Content
}

# Merges fields into an object of the Kubernetes API, past the module.
function Set-KubernetesField([string] $KubeConfig, [string] $Path, [string] $Json) {
    $server = [regex]::Match($KubeConfig, '(?m)\bserver: *"?([^\s",}]+)').Groups[1].Value
    $token = [regex]::Match($KubeConfig, '(?m)\btoken: *"?([^\s",}]+)').Groups[1].Value
    Invoke-RestMethod "$server$Path" -Method Patch -SkipCertificateCheck -Headers @{ Authorization = "Bearer $token" } -ContentType application/merge-patch+json -Body $Json
}

# What a sandbox was asked to change since the log was cleared; what was only tried out does not count.
function Get-SandboxWrite($Sandbox) {
    $log = Invoke-RestMethod "$($Sandbox.AdminEndpoint)requests" -SkipCertificateCheck
    $log.resourceManager | Where-Object { $_.method -in 'PUT', 'PATCH', 'DELETE' } | ForEach-Object { "$($_.method) $($_.path)" }
    $log.clusters.requests | Where-Object write | ForEach-Object { "$($_.method) $($_.path)" }
}

function Clear-SandboxLog($Sandbox) { $null = Invoke-RestMethod "$($Sandbox.AdminEndpoint)requests" -Method Delete -SkipCertificateCheck }
