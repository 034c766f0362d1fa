<#
.SYNOPSIS
Installs OpenClaw on a real cluster through the module and holds it to what the README promises, step by step.
.DESCRIPTION
Called by `run`, which provides the images, a model and a volume. Prints a table of steps with times; the exit code is the number of
steps that failed. After a failed step the others still run, as they would for a user who goes on.
#>
param(
    [Parameter(Mandatory)] [string] $KubeConfig,
    [Parameter(Mandatory)] [string] $ModelConfig,
    [Parameter(Mandatory)] [string] $Namespace,
    [Parameter(Mandatory)] [string] $OpenClawImage,
    [Parameter(Mandatory)] [string] $LiteLLMImage,
    [Parameter(Mandatory)] [string] $StorageClass,
    # Where to put the picture of the Control UI; without it no browser is started.
    [string] $Picture
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module (Join-Path $PSScriptRoot '../../out/OpenClaw')
$steps = [Collections.Generic.List[object]]::new()

function Step([string] $Name, [scriptblock] $Action) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $detail = ''
    try {
        $detail = "$(. $Action)"
        $result = 'ok'
    }
    catch {
        $detail = "$_"
        $result = 'FAILED'
    }
    $step = [pscustomobject]@{ Step = $Name; Result = $result; Seconds = [math]::Round($watch.Elapsed.TotalSeconds, 1); Detail = $detail }
    $steps.Add($step)
    Write-Host ('{0,-6} {1,6:0.0} s  {2}{3}' -f $result, $step.Seconds, $Name, $(if ($detail) { "  ($detail)" }))
}

function Assert([bool] $Condition, [string] $Message) {
    if (-not $Condition) { throw $Message }
}

function Invoke-Kubectl {
    $output = & kubectl --kubeconfig $KubeConfig --namespace $Namespace @args 2>&1
    if ($LASTEXITCODE) { throw "kubectl $($args -join ' '): $output" }
    $output
}

function Get-Pod([string] $App) {
    (Invoke-Kubectl get pods -l app=$App -o json | Out-String | ConvertFrom-Json -AsHashtable).items |
        Where-Object { -not $_.metadata.deletionTimestamp }
}

function Invoke-OpenClaw { Invoke-Kubectl exec deploy/openclaw -c openclaw '--' node /app/dist/index.js @args }

function Install([string] $ModelName) {
    Get-OpenClawCluster -KubeConfig $KubeConfig | Install-OpenClaw -ModelConfig $ModelConfig -ModelName $ModelName -Namespace $Namespace `
        -OpenClawImage $OpenClawImage -LiteLLMImage $LiteLLMImage -StorageClass $StorageClass -Timeout 600 -WarningAction SilentlyContinue
}

function Get-Secrets {
    Get-OpenClawCluster -KubeConfig $KubeConfig | Get-OpenClawSecret -Name openclaw -Namespace $Namespace
}

function Send-Chat([int] $TimeoutSec = 180) {
    $nonce = [guid]::NewGuid().ToString('n')
    $body = @{ model = 'openclaw/default'; user = 'e2e'; messages = @(@{ role = 'user'; content = "Reply with $nonce" }) }
    $answer = Invoke-RestMethod "$($tunnel.LocalAddress)v1/chat/completions" -Method Post -ContentType application/json `
        -Body ($body | ConvertTo-Json -Depth 5) -Authentication Bearer -Token $token -AllowUnencryptedAuthentication -TimeoutSec $TimeoutSec
    Assert ($answer.choices[0].message.content -eq $nonce) "the answer is '$($answer.choices[0].message.content)', not the nonce"
}

# Waits as kubectl does, without asking again and again.
function Wait-Ready { $null = Invoke-Kubectl rollout status deploy/openclaw --timeout=300s }

function Get-Config { Invoke-Kubectl exec deploy/openclaw -c openclaw '--' cat /home/node/.openclaw/openclaw.json | Out-String | ConvertFrom-Json -AsHashtable }

Step 'Get-OpenClawCluster | Install-OpenClaw | Start-OpenClawTunnel' {
    $script:tunnel = Install gpt-5.2 | Tee-Object -Variable instance | Start-OpenClawTunnel -LocalPort 0
    Assert ($instance.Status -eq 'Ready' -and $instance.Changed) "the instance is $($instance.Status)"
    Assert ($tunnel.State -eq 'Connected') "the tunnel is $($tunnel.State)"
    $script:secrets = Get-Secrets
    $script:token = ($secrets | Where-Object Name -EQ GatewayToken).Value
}
Step 'the pod runs with our probes, security context, init container and volume' {
    $pod = Get-Pod openclaw
    $container = $pod.spec.containers[0]
    Assert ($container.securityContext.readOnlyRootFilesystem -and $pod.spec.securityContext.runAsUser -eq 1000) 'security context'
    Assert (-not $pod.spec.automountServiceAccountToken) 'service account token'
    Assert ($pod.status.initContainerStatuses[0].state.terminated.exitCode -eq 0) 'init container'
    Assert ($pod.status.containerStatuses[0].ready -and $pod.status.containerStatuses[0].restartCount -eq 0) 'not ready, or restarted'
    Assert (($pod.spec.volumes | Where-Object name -EQ data).persistentVolumeClaim.claimName -eq 'openclaw-data') 'volume'
    Assert ([bool](Invoke-Kubectl logs $pod.metadata.name -c prepare | Select-String 'merge-config:')) 'the merge script said nothing'
}
if ($Picture) {
    Step 'Chromium opens the Control UI, says Hello and gets an answer' {
        # In the environment: command lines can be read by everybody on the machine.
        $env:OPENCLAW_URL = $tunnel.Url
        try { $output = & node (Join-Path $PSScriptRoot control-ui.mjs) $Picture 2>&1 }
        finally { Remove-Item Env:OPENCLAW_URL }
        Assert ($LASTEXITCODE -eq 0) "$output"
    }
}
Step 'a chat with a nonce through tunnel, gateway, relay and model' { Send-Chat }
Step 'openclaw accepts its configuration (config validate, secrets audit)' {
    $null = Invoke-OpenClaw config validate
    $null = Invoke-OpenClaw secrets audit --check
}
Step 'the same again writes nothing and keeps the secrets' {
    $versions = { Invoke-Kubectl get 'deployments,services,configmaps,secrets,networkpolicies,persistentvolumeclaims,leases,pods' -o 'jsonpath={range .items[*]}{.kind}/{.metadata.name}={.metadata.resourceVersion}{"\n"}{end}' | Out-String }
    $before = & $versions
    # Not -Debug: that makes PowerShell ask at each warning and verbose message.
    $again = & { $DebugPreference = 'Continue'; Install gpt-5.2 } 5>&1
    $requests = $again | Where-Object { $_ -is [Management.Automation.DebugRecord] -and $_.Message -match '^(GET|POST|PUT|PATCH|DELETE) ' }
    $writes = $requests | Where-Object Message -NotMatch '^GET |dryRun=All'
    Assert ($requests.Count -gt 0) 'no request was seen'
    Assert (-not $writes) "it wrote: $writes"
    Assert (-not ($again | Where-Object { $_ -isnot [Management.Automation.DebugRecord] }).Changed) 'it says that it changed something'
    Assert ($before -eq (& $versions)) 'a resource version changed'
    foreach ($secret in Get-Secrets) {
        $old = ($secrets | Where-Object Name -EQ $secret.Name).Value
        Assert ((ConvertFrom-SecureString $old -AsPlainText) -ceq (ConvertFrom-SecureString $secret.Value -AsPlainText)) "$($secret.Name) changed"
    }
    "$($requests.Count) requests, 0 writes"
}
Step 'another -ModelName rolls both pods, and a chat works' {
    $before = (Get-Pod openclaw).metadata.uid, (Get-Pod openclaw-llmproxy).metadata.uid
    $changed = Install gpt-5.4
    Assert ($changed.Changed -and $changed.ModelName -eq 'gpt-5.4' -and $changed.Status -eq 'Ready') "the instance is $($changed.Status) with $($changed.ModelName)"
    $after = (Get-Pod openclaw).metadata.uid, (Get-Pod openclaw-llmproxy).metadata.uid
    Assert ($before[0] -ne $after[0] -and $before[1] -ne $after[1]) 'a pod is the old one'
    Send-Chat
}
Step "the user's own settings, made in the pod" {
    $null = Invoke-OpenClaw config set agents.defaults.userTimezone Europe/Berlin
    $null = Invoke-OpenClaw config set gateway.controlUi.allowedOrigins '["http://127.0.0.1:18789","http://localhost:18789","https://claw.example"]' --strict-json
    # Ours wins here.
    $null = Invoke-OpenClaw config set agents.defaults.heartbeat.every 30m
    Assert ((Get-Config).agents.defaults.userTimezone -eq 'Europe/Berlin') 'not set'
}
$userSettings = {
    $config = Get-Config
    Assert ($config.agents.defaults.userTimezone -eq 'Europe/Berlin') 'the time zone is gone'
    Assert ($config.gateway.controlUi.allowedOrigins -contains 'https://claw.example') 'the origin is gone'
    Assert ($config.agents.defaults.heartbeat.every -eq '0m') "the heartbeat is $($config.agents.defaults.heartbeat.every)"
}
Step '... survive the pod; the tunnel serves the new one' {
    $pod = Get-Pod openclaw
    $null = Invoke-Kubectl delete pod $pod.metadata.name
    Send-Chat
    Wait-Ready
    . $userSettings
    "tunnel $($tunnel.State), the same port"
}
Step '... and a re-install that changes what we declare' {
    Assert (Install gpt-5.2).Changed 'nothing changed'
    . $userSettings
    $models = (Get-Config).models.providers.litellm.models
    Assert ($models.Count -eq 1 -and $models[0].id -eq 'gpt-5.2') "models: $($models.id)"
    Send-Chat
}
Step 'the gateway is killed with SIGKILL and Ready again within 60 s' {
    $pod = Get-Pod openclaw
    $id = ($pod.status.containerStatuses[0].containerID -split '//')[1]
    $kill = 'for p in /proc/[0-9]*; do if grep -qs {0} $p/cgroup && grep -qs "^NSpid:.*[[:space:]]1$" $p/status; then kill -9 ${{p#/proc/}} && exit 0; fi; done; exit 1' -f $id
    $overrides = @{ spec = @{ hostPID = $true; nodeName = $pod.spec.nodeName; restartPolicy = 'Never'; containers = @(@{
                    name = 'kill'; image = $OpenClawImage; imagePullPolicy = 'IfNotPresent'; command = @('sh', '-c', $kill)
                    securityContext = @{ privileged = $true; runAsUser = 0 } }) } } | ConvertTo-Json -Depth 8 -Compress
    # In the default namespace: ours enforces Pod Security "restricted".
    $killer = "$Namespace-kill"
    try {
        $null = Invoke-Kubectl run $killer --namespace default --restart Never --image $OpenClawImage --overrides $overrides
        $null = Invoke-Kubectl wait pod $pod.metadata.name --for condition=Ready=false --timeout=60s
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $null = Invoke-Kubectl wait pod $pod.metadata.name --for condition=Ready --timeout=300s
        $seconds = $watch.Elapsed.TotalSeconds
        $status = (Get-Pod openclaw).status.containerStatuses[0]
        Assert ($status.restartCount -eq 1 -and $status.lastState.terminated.exitCode -eq 137) "restarts: $($status.restartCount), exit code $($status.lastState.terminated.exitCode)"
        Assert ($seconds -le 60) "Ready after $seconds s"
        Send-Chat
        'Ready after {0:0} s' -f $seconds
    }
    finally {
        $null = Invoke-Kubectl delete pod $killer --namespace default --ignore-not-found --wait=false
    }
}
Step 'memory stays within the limit over 20 chats' {
    foreach ($i in 1..20) { Send-Chat }
    $peak = Invoke-Kubectl exec deploy/openclaw -c openclaw '--' sh -c 'cat /sys/fs/cgroup/memory.peak 2>/dev/null || cat /sys/fs/cgroup/memory/memory.max_usage_in_bytes'
    $status = (Get-Pod openclaw).status.containerStatuses[0]
    Assert ($status.lastState.terminated.reason -ne 'OOMKilled') 'killed for its memory'
    'peak {0:0} MiB of 3072, file cache included' -f ([long]"$peak" / 1MB)
}
$tunnel | Stop-OpenClawTunnel
$steps | Format-Table Step, Result, Seconds, Detail -AutoSize -Wrap | Out-String -Width 200
exit @($steps | Where-Object Result -NE ok).Count
