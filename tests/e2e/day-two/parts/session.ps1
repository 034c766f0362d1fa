# One PowerShell session for session.mjs: runs the words of each line of standard input and answers with what they wrote: a line of JSON
# behind the word 'answer', for what the shell says to its user (-WhatIf) comes on the same stream.
# $cluster and $at (the instance) are there for them, and Install-It.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
Import-Module (Join-Path $PSScriptRoot '../../../../out/OpenClaw')
$settings = $env:OPENCLAW_E2E_SETTINGS | ConvertFrom-Json
$cluster = Get-OpenClawCluster -KubeConfig $settings.kubeConfig
$at = @{ Cluster = $cluster; Name = 'openclaw'; Namespace = $settings.namespace }

# What is given goes before what is usual.
function Install-It([hashtable] $With = @{}) {
    $parameters = @{
        Name = 'openclaw'; Namespace = $settings.namespace; ModelConfig = $settings.modelConfig; ModelName = 'gpt-5.2'; Timeout = 600
        OpenClawImage = $settings.openClawImage; LiteLLMImage = $settings.liteLLMImage
    }
    if (-not $With.Ephemeral) { $parameters.StorageClass = $settings.storageClass }
    foreach ($name in $With.Keys) { $parameters[$name] = $With[$name] }
    $cluster | Install-OpenClaw @parameters | Select-Object Name, Status, Changed, Revision, OpenClawVersion
}

while ($null -ne ($line = [Console]::In.ReadLine())) {
    $words = $line | ConvertFrom-Json
    try { $answer = @{ output = @(. ([scriptblock]::Create($words))) } }
    catch { $answer = @{ error = "$_"; id = $_.FullyQualifiedErrorId } }
    [Console]::Out.WriteLine("answer $($answer | ConvertTo-Json -Depth 5 -Compress -EnumsAsStrings)")
}
