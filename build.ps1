#Requires -Version 7.4
<#
.SYNOPSIS
    Builds, tests, installs or demonstrates OpenClaw for PowerShell.
.DESCRIPTION
    Demo     runs everything from nothing to a chat in the sandbox, on this machine.
    Build    builds all and lays the module out in out/OpenClaw.
    Test     runs the .NET tests, then Pester on the laid-out module.
    Install  builds for release and copies the module to where PowerShell finds it.
.EXAMPLE
    ./build.ps1 Test
.EXAMPLE
    ./build.ps1 Install; Import-Module OpenClaw
#>
[CmdletBinding()]
param(
    # What to do.
    [Parameter(Position = 0)]
    [ValidateSet('Demo', 'Build', 'Test', 'Install')]
    [string] $Task = 'Build',

    # Build configuration; Install always takes Release.
    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug',

    # The folder of modules that Install copies to; by default the user's own.
    [string] $Path
)

$ErrorActionPreference = 'Stop'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args[0]) failed with exit code $LASTEXITCODE." }
}

function Invoke-Pester5 {
    $pester = Get-Module Pester -ListAvailable | Where-Object { $_.Version -ge '5.5' -and $_.Version -lt '6.0' } | Select-Object -First 1
    if (-not $pester) {
        throw 'PESTER 5 IS MISSING, so half of the tests did not run. Install it with: Install-PSResource Pester -Version "[5.5, 6.0)"'
    }
    # In a shell of its own, so that this one keeps no assembly of the module loaded.
    & ([Environment]::ProcessPath) -NoProfile -File "$PSScriptRoot/tests/OpenClaw.PowerShell.Tests/run.ps1"
    if ($LASTEXITCODE -ne 0) { throw "$LASTEXITCODE Pester tests failed." }
}

function Get-UserModulePath {
    # Not verified, because on a new machine neither folder is there yet.
    $IsWindows ?
        (Join-Path ([Environment]::GetFolderPath('MyDocuments', 'DoNotVerify')) 'PowerShell/Modules') :
        (Join-Path ([Environment]::GetFolderPath('LocalApplicationData', 'DoNotVerify')) 'powershell/Modules')
}

function Install-Module([string] $Path) {
    $manifest = Import-PowerShellDataFile "$PSScriptRoot/out/OpenClaw/OpenClaw.psd1"
    $target = Join-Path $Path "OpenClaw/$($manifest.ModuleVersion)"
    if (Test-Path $target) { Remove-Item $target -Recurse -Force }
    $null = New-Item $target -ItemType Directory -Force
    Copy-Item "$PSScriptRoot/out/OpenClaw/*" $target -Recurse
    "Installed OpenClaw $($manifest.ModuleVersion) in $target."
    if (($env:PSModulePath -split [IO.Path]::PathSeparator) -notcontains $Path) {
        Write-Warning "$Path is not in PSModulePath; import the module from there by its path."
    }
}

# What the user typed is relative to where the user is.
$Path = $Path ? $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path) : (Get-UserModulePath)
Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Demo' { Invoke-DotNet run --project src/OpenClaw.Cli -c $Configuration -- demo }
        'Build' { Invoke-DotNet build -c $Configuration -nologo }
        'Test' {
            Invoke-DotNet test -c $Configuration -nologo
            Invoke-Pester5
        }
        'Install' {
            Invoke-DotNet build src/OpenClaw.PowerShell -c Release -nologo
            Install-Module $Path
        }
    }
}
finally {
    Pop-Location
}
