#Requires -Version 7.4
<#
.SYNOPSIS
    Measures what importing the module costs beside importing an empty binary module.
.DESCRIPTION
    Each figure is the time of one Import-Module in a fresh process; the two modules take turns, so that what else the machine does
    hits both. The ratio is that of the medians.
#>
[CmdletBinding()]
param(
    # Fresh processes for each module.
    [ValidateRange(3, 1000)]
    [int] $Count = 15,

    # Fails when the ratio is above this; 0 never fails.
    [double] $Limit = 0
)

$ErrorActionPreference = 'Stop'
$root = (Resolve-Path "$PSScriptRoot/../..").Path
dotnet build $root/src/OpenClaw.PowerShell -c Release -v q -nologo
if ($LASTEXITCODE -ne 0) { throw 'The module does not build.' }
dotnet build $PSScriptRoot/Empty.csproj -c Release -v q -nologo
if ($LASTEXITCODE -ne 0) { throw 'The empty module does not build.' }
$modules = [ordered]@{
    Empty    = "$PSScriptRoot/bin/Release/net8.0/Empty.psd1"
    OpenClaw = "$root/out/OpenClaw/OpenClaw.psd1"
}

# The first import in a process pays for the shell's own; a module of one function takes that away.
$script = @'
$null = New-Module { function f { } } | Import-Module -PassThru
$watch = [Diagnostics.Stopwatch]::StartNew()
Import-Module '{0}'
$watch.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)
'@

$times = @{ Empty = [Collections.Generic.List[double]]::new(); OpenClaw = [Collections.Generic.List[double]]::new() }
foreach ($round in 0..$Count) {
    foreach ($name in $modules.Keys) {
        $command = $script.Replace('{0}', $modules[$name])
        $time = [double]::Parse((& ([Environment]::ProcessPath) -NoProfile -NonInteractive -Command $command), [cultureinfo]::InvariantCulture)
        # The first round warms the file system.
        if ($round -gt 0) { $times[$name].Add($time) }
    }
}

$rows = foreach ($name in $modules.Keys) {
    $sorted = @($times[$name] | Sort-Object)
    [pscustomobject]@{
        Module   = $name
        MedianMs = [Math]::Round($sorted[[int][Math]::Floor($sorted.Count / 2)], 1)
        MinMs    = [Math]::Round($sorted[0], 1)
        MaxMs    = [Math]::Round($sorted[-1], 1)
    }
}
$rows | Format-Table | Out-String | Write-Host
$ratio = $rows[1].MedianMs / $rows[0].MedianMs
'Import-Module OpenClaw costs {0:0.00}x an empty binary module ({1} processes each, PowerShell {2}, .NET {3}).' -f
    $ratio, $Count, $PSVersionTable.PSVersion, [Environment]::Version
if ($Limit -gt 0 -and $ratio -gt $Limit) {
    Write-Error "That is more than $Limit times." -ErrorAction Continue
    exit 1
}
