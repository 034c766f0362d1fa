#Requires -Version 7.4
<#
.SYNOPSIS
    Measures what importing the module costs beside importing an empty binary module.
.DESCRIPTION
    Each time is that of one Import-Module in a fresh process. The two modules take turns, and the one that goes first changes, so
    that what else the machine does hits both alike. The ratio is that of the medians; that of the minima is what a machine with
    nothing else to do would show.
#>
[CmdletBinding()]
param(
    # Fresh processes for each module.
    [ValidateRange(3, 1000)]
    [int] $Count = 30,

    # Fails when the ratio of the medians is above this; 0 never fails.
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
$names = @($modules.Keys)
foreach ($round in 0..$Count) {
    [array]::Reverse($names)
    foreach ($name in $names) {
        $command = $script.Replace('{0}', $modules[$name])
        $time = [double]::Parse((& ([Environment]::ProcessPath) -NoProfile -NonInteractive -Command $command), [cultureinfo]::InvariantCulture)
        # The first round warms the file system.
        if ($round -gt 0) { $times[$name].Add($time) }
    }
}

$rows = foreach ($name in $modules.Keys) {
    $sorted = @($times[$name] | Sort-Object)
    $middle = [int][Math]::Floor($sorted.Count / 2)
    $median = $sorted.Count % 2 ? $sorted[$middle] : ($sorted[$middle - 1] + $sorted[$middle]) / 2
    [pscustomobject]@{ Module = $name; MinMs = [Math]::Round($sorted[0], 1); MedianMs = [Math]::Round($median, 1); MaxMs = [Math]::Round($sorted[-1], 1) }
}
$rows | Format-Table | Out-String | Write-Host
$ratio = $rows[1].MedianMs / $rows[0].MedianMs
'Import-Module OpenClaw costs {0:0.00}x an empty binary module by the medians, {1:0.00}x by the minima ({2} processes each, PowerShell {3}, .NET {4}).' -f
    $ratio, ($rows[1].MinMs / $rows[0].MinMs), $Count, $PSVersionTable.PSVersion, [Environment]::Version
if ($Limit -gt 0 -and $ratio -gt $Limit) {
    Write-Error "That is more than $Limit times." -ErrorAction Continue
    exit 1
}
