#Requires -Version 7.4
<#
.SYNOPSIS
    Runs the Pester tests on the module as the build has laid it out in out/OpenClaw.
.DESCRIPTION
    Ends with a line of counts and the number of failures as its exit code. Results go to TestResults/pester.xml (NUnit 2.5).
#>
[CmdletBinding()]
param(
    # Only the test files whose name matches, for example Flow*.
    [string] $File = '*',

    # Only tests whose full name matches.
    [string[]] $Name = @(),

    # How much to print: Normal or Detailed.
    [string] $Verbosity = 'Normal'
)

$ErrorActionPreference = 'Stop'
Import-Module Pester -MinimumVersion 5.5 -MaximumVersion 5.99.99
$root = (Resolve-Path "$PSScriptRoot/../..").Path
if (-not (Test-Path "$root/out/OpenClaw/OpenClaw.psd1")) { throw 'out/OpenClaw is not there; run dotnet build first.' }
$null = New-Item "$root/TestResults" -ItemType Directory -Force

$configuration = New-PesterConfiguration
$configuration.Run.Path = @(Get-ChildItem $PSScriptRoot -Filter "$File.Tests.ps1" | ForEach-Object FullName)
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = $Verbosity
$configuration.Output.RenderMode = [Console]::IsOutputRedirected ? 'Plaintext' : 'Auto'
$configuration.TestResult.Enabled = $true
$configuration.TestResult.OutputPath = "$root/TestResults/pester.xml"
if ($Name) { $configuration.Filter.FullName = $Name }
$result = Invoke-Pester -Configuration $configuration

# A block or file that could not run has failed as well, though Pester counts no test for it.
$failed = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
"Pester: $($result.PassedCount) passed, $failed failed, $($result.SkippedCount + $result.NotRunCount) skipped"
exit [Math]::Min($failed, 100)
