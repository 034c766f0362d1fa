# The tunnel as people live with it: what the shell says of it, and what is left of it when something ends.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"

    # Every name leads to this machine, as no resolver would have it.
    Add-Type -TypeDefinition @'
using System.Collections.Concurrent;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;

public sealed class ConnectProxy
{
    private readonly TcpListener _listener = new TcpListener(IPAddress.Loopback, 0);

    public ConnectProxy()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    public ConcurrentQueue<string> Asked { get; } = new ConcurrentQueue<string>();

    public void Stop() => _listener.Stop();

    private async Task AcceptAsync()
    {
        while (true)
            _ = ServeAsync(await _listener.AcceptTcpClientAsync());
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var near = client.GetStream();
            var head = "";
            var one = new byte[1];
            while (!head.EndsWith("\r\n\r\n") && await near.ReadAsync(one) == 1)
                head += (char)one[0];
            var target = head.Split(' ')[1];
            Asked.Enqueue(target);
            using var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, int.Parse(target.Split(':')[1]));
            var far = server.GetStream();
            await near.WriteAsync(System.Text.Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n\r\n"));
            await Task.WhenAny(near.CopyToAsync(far), far.CopyToAsync(near));
        }
    }
}
'@

    # Deletes the gateway's pod past the module; its Deployment makes another.
    function Remove-GatewayPod {
        $config = Get-Content $kubeConfig -Raw
        $server = [regex]::Match($config, '(?m)\bserver: *"?([^\s",}]+)').Groups[1].Value
        $token = [regex]::Match($config, '(?m)\btoken: *"?([^\s",}]+)').Groups[1].Value
        $pods = "$server/api/v1/namespaces/openclaw-ns/pods"
        $common = @{ SkipCertificateCheck = $true; Headers = @{ Authorization = "Bearer $token" } }
        foreach ($pod in (Invoke-RestMethod "${pods}?labelSelector=app%3Dopenclaw" @common).items) {
            $null = Invoke-RestMethod "$pods/$($pod.metadata.name)" -Method Delete @common
        }
    }

    # A kubeconfig whose server has a name that only ConnectProxy knows.
    function New-ProxiedConfig {
        $text = (Get-Content $kubeConfig -Raw) -replace '(server: *"?https://)[^:"]+(:\d+"?)', '$1cluster.invalid$2'
        # The certificate is for this machine.
        $text = $text -replace '(?m)^(\s*)(server:)', "`$1tls-server-name: localhost`n`$1`$2"
        $path = Join-Path $TestDrive proxied
        Set-Content $path $text
        $path
    }

    function Test-Port([int] $Port) {
        try { [Net.Sockets.TcpClient]::new('127.0.0.1', $Port).Dispose(); $true } catch { $false }
    }

    # Starts a program, reads its output until a tunnel tells its address, and returns process, port and what was read.
    function Start-TunnelProcess([string] $Path, [string[]] $Arguments, [hashtable] $Environment = @{}) {
        # Whoever is started in the background of a script is deaf to SIGINT, and so would be what it starts.
        $info = $IsLinux ? [Diagnostics.ProcessStartInfo]::new('env', @('--default-signal=INT', $Path) + $Arguments) : [Diagnostics.ProcessStartInfo]::new($Path, $Arguments)
        $info.RedirectStandardOutput = $true
        $info.RedirectStandardError = $true
        foreach ($name in $Environment.Keys) { $info.Environment[$name] = $Environment[$name] }
        $process = [Diagnostics.Process]::Start($info)
        $read = ''
        while (($line = $process.StandardOutput.ReadLineAsync().WaitAsync([timespan]::FromSeconds(90)).GetAwaiter().GetResult()) -ne $null) {
            $read += "$line`n"
            if ($line -match 'http://127\.0\.0\.1:(\d+)/') { return [pscustomobject]@{ Process = $process; Port = [int]$Matches[1]; Read = $read } }
        }
        throw "No tunnel: $read $($process.StandardError.ReadToEnd())"
    }

    $pwsh = [Environment]::ProcessPath
    $wait = "Import-Module '$ModulePath'; Start-OpenClawTunnel openclaw -KubeConfig '<config>' -LocalPort 0 -Wait"
    $cli = Get-ChildItem "$PSScriptRoot/../../src/OpenClaw.Cli/bin" -Recurse -Filter openclaw-aks.dll -ErrorAction Ignore | Select-Object -First 1

    $s = Start-OpenClawSandbox
    $instance = $s | New-OpenClawCluster openclaw | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName gpt-5.2
    $kubeConfig = Join-Path $TestDrive kubeconfig
    Get-SandboxKubeConfig $s | Set-Content $kubeConfig
}

AfterAll {
    if ($s) { $s | Stop-OpenClawSandbox }
}

Describe 'A tunnel' {
    It 'raises an event on each change' {
        $tunnel = $instance | Start-OpenClawTunnel -LocalPort 0
        $seen = [Collections.Concurrent.ConcurrentQueue[object]]::new()
        $job = Register-ObjectEvent $tunnel StateChanged -MessageData $seen -Action { $Event.MessageData.Enqueue($EventArgs) }
        try {
            Remove-GatewayPod
            $null = Wait-Until { $seen.Count -ge 2 } 'two events'
            $first, $second = $seen.ToArray()[0, -1]
            $first.State | Should -Be Reconnecting
            $first.Reason | Should -Not -BeNullOrEmpty
            $null = Wait-Until { $seen.ToArray()[-1].State -eq 'Connected' } 'the tunnel to be back'
            (Invoke-WebRequest "$($tunnel.LocalAddress)healthz").StatusCode | Should -Be 200
            $tunnel | Stop-OpenClawTunnel
            (Wait-Until { $seen.ToArray() | Where-Object State -EQ Stopped } 'the last event').Reason | Should -BeNullOrEmpty
            $job.State | Should -Not -Be Failed
        }
        finally { $job | Remove-Job -Force; $tunnel | Stop-OpenClawTunnel }
    }

    It 'warns of each change while -Wait lasts, and returns nothing but with -PassThru' {
        $running = Start-Shell '$instance | Start-OpenClawTunnel -LocalPort 0 -Wait' @{ instance = $instance }
        try {
            $null = Wait-Until { $running.Shell.Streams.Information.Count -gt 0 } 'the tunnel to tell its state'
            Remove-GatewayPod
            $warnings = Wait-Until { $all = @($running.Shell.Streams.Warning); if ($all -match ' Connected$') { , $all } } 'the warnings'
            "$($warnings[0])" | Should -Match '^\S+( [AP]M)? openclaw http://127\.0\.0\.1:\d+/ Reconnecting: .+'
            $running.Shell.Streams.Information | Should -HaveCount 1
            $running.Shell.Stop()
            $running.Shell.Streams.Error | Should -BeNullOrEmpty
        }
        finally { $running.Runspace.Dispose() }

        $running = Start-Shell '$instance | Start-OpenClawTunnel -LocalPort 0 -Wait -PassThru | ForEach-Object { $passed.Add($_) }' @{
            instance = $instance; passed = ($passed = [Collections.Generic.List[object]]::new())
        }
        try {
            $null = Wait-Until { $passed.Count } 'the tunnel'
            $passed[0].State | Should -Be Connected
            $running.Shell.Stop()
            $passed[0].State | Should -Be Stopped
        }
        finally { $running.Runspace.Dispose() }
    }

    It 'with -Wait ends at once on SIGINT in pwsh -Command' -Skip:$IsWindows {
        $running = Start-TunnelProcess $pwsh '-NoProfile', '-Command', $wait.Replace('<config>', $kubeConfig)
        Test-Port $running.Port | Should -BeTrue
        $watch = [Diagnostics.Stopwatch]::StartNew()
        kill -INT $running.Process.Id
        $running.Process.WaitForExit(10000) | Should -BeTrue
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
        $running.Process.StandardError.ReadToEnd() | Should -BeNullOrEmpty
        Test-Port $running.Port | Should -BeFalse
    }

    It 'leaves no listener when its process is killed' -Skip:$IsWindows {
        $running = Start-TunnelProcess $pwsh '-NoProfile', '-Command', $wait.Replace('<config>', $kubeConfig)
        Test-Port $running.Port | Should -BeTrue
        $running.Process.Kill()
        $running.Process.WaitForExit()
        Test-Port $running.Port | Should -BeFalse
    }

    It 'goes through HTTPS_PROXY' {
        $proxy = [ConnectProxy]::new()
        $running = $null
        try {
            $proxied = New-ProxiedConfig
            $running = Start-TunnelProcess $pwsh '-NoProfile', '-Command', $wait.Replace('<config>', $proxied) @{ HTTPS_PROXY = "http://127.0.0.1:$($proxy.Port)"; NO_PROXY = '' }
            (Invoke-WebRequest "http://127.0.0.1:$($running.Port)/healthz").StatusCode | Should -Be 200
            $proxy.Asked | Should -Not -BeNullOrEmpty
            $proxy.Asked | ForEach-Object { $_ | Should -BeLike 'cluster.invalid:*' }
        }
        finally { ${running}?.Process.Kill(); $proxy.Stop() }
    }

    It 'goes past HTTPS_PROXY to a server that NO_PROXY names' {
        $proxy = [ConnectProxy]::new()
        $before = $env:HTTPS_PROXY, $env:NO_PROXY
        try {
            $env:HTTPS_PROXY = "http://127.0.0.1:$($proxy.Port)"
            $env:NO_PROXY = 'elsewhere.test,.invalid'
            $told = & $pwsh -NoProfile -Command $wait.Replace('<config>', (New-ProxiedConfig)).Replace('-Wait', '-Timeout 1') 2>&1 | Out-String
            $told | Should -Match 'cluster\.invalid'
            $proxy.Asked | Should -BeNullOrEmpty
        }
        finally { $env:HTTPS_PROXY, $env:NO_PROXY = $before; $proxy.Stop() }
    }

    It 'of a job is seen and stopped from elsewhere with -All' {
        $before = @(Get-OpenClawTunnel -All).LocalPort
        $job = Start-ThreadJob {
            Import-Module $using:ModulePath
            $using:instance | Start-OpenClawTunnel -LocalPort 0 -Wait
        }
        $theirs = Wait-Until { Get-OpenClawTunnel -All | Where-Object { $_.State -eq 'Connected' -and $_.LocalPort -notin $before } } 'the tunnel of the job'
        try {
            Get-OpenClawTunnel | Where-Object LocalPort -EQ $theirs.LocalPort | Should -BeNullOrEmpty
            $theirs | Stop-OpenClawTunnel
            $job | Wait-Job -Timeout 20 | Should -Not -BeNullOrEmpty
            $job.State | Should -Be Completed
            $job.Error | Should -BeNullOrEmpty
        }
        finally { $job | Remove-Job -Force }
    }

    It 'is opened by each runspace of ForEach-Object -Parallel for itself' {
        $seen = 1..4 | ForEach-Object -Parallel {
            Import-Module $using:ModulePath
            $tunnel = $using:instance | Start-OpenClawTunnel -LocalPort 0
            [pscustomobject]@{ Port = $tunnel.LocalPort; Own = @(Get-OpenClawTunnel).Count; Status = (Invoke-WebRequest "$($tunnel.LocalAddress)healthz").StatusCode }
            $tunnel | Stop-OpenClawTunnel
        }
        $seen.Status | Should -Be 200, 200, 200, 200
        $seen.Own | Should -Be 1, 1, 1, 1
        $seen.Port | Sort-Object -Unique | Should -HaveCount 4
        $seen.Port | ForEach-Object { Test-Port $_ | Should -BeFalse }
    }

    It 'ends with its runspace' {
        $running = Start-Shell '$instance | Start-OpenClawTunnel -LocalPort 0' @{ instance = $instance }
        $tunnel = $running.Shell.EndInvoke($running.Async)
        $tunnel.State | Should -Be Connected
        $running.Runspace.Close()
        $tunnel.State | Should -Be Stopped
        Test-Port $tunnel.LocalPort | Should -BeFalse
    }
}

Describe 'openclaw-aks tunnel' -Skip:$IsWindows {
    It 'tells its address and each change, and ends with 0 on Ctrl+C' {
        if (-not $cli) { Set-ItResult -Skipped -Because 'openclaw-aks is not built'; return }
        $running = Start-TunnelProcess dotnet $cli.FullName, tunnel, openclaw, --kubeconfig, $kubeConfig, --local-port, 0, --hold-time, 30
        Remove-GatewayPod
        $errors = ''
        while ($errors -notmatch '(?m) Connected$') {
            $errors += "$($running.Process.StandardError.ReadLineAsync().WaitAsync([timespan]::FromSeconds(60)).GetAwaiter().GetResult())`n"
        }
        $errors | Should -Match 'Reconnecting: .+'
        kill -INT $running.Process.Id
        $running.Process.WaitForExit(10000) | Should -BeTrue
        $running.Process.ExitCode | Should -Be 0
        Test-Port $running.Port | Should -BeFalse
        $token = Get-OpenClawSecret openclaw -Sandbox $s -SecretName GatewayToken -AsPlainText
        "$($running.Read)$errors$($running.Process.StandardOutput.ReadToEnd())$($running.Process.StandardError.ReadToEnd())".Contains($token) | Should -BeFalse
    }
}
