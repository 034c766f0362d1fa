# What the test files share. Dot-source it in BeforeAll.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
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
