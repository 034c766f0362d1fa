# How the cmdlets behave in a pipeline: needs no sandbox, only a server that takes connections and never answers.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"

    $silent = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
    $silent.Start()
    $hung = New-KubeConfig (Join-Path $TestDrive hung) "http://$($silent.LocalEndpoint)"
    $spaced = New-KubeConfig (Join-Path $TestDrive spaced) 'https://127.0.0.1:9' 'my test'
    $valid = Join-Path $TestDrive azure-openai.json
    @{
        apiVersion     = '2025-04-01-preview'
        deploymentName = 'chat-one'
        azureOpenAI    = @(@{ name = 'primary'; endpoint = 'https://contoso.openai.azure.com/'; key = '0123456789abcdef0123456789abcdef' })
    } | ConvertTo-Json | Set-Content $valid
    $template = (Resolve-Path "$PSScriptRoot/../../azure-openai.json").Path
}

AfterAll {
    $silent.Stop()
}

Describe 'Ctrl+C' {
    It 'ends a command that waits for the cluster' {
        $running = Start-Shell 'Get-OpenClaw -KubeConfig $config' @{ config = $hung }
        try {
            # The command is under way once its connection has come in.
            $connection = $silent.AcceptTcpClientAsync().WaitAsync([timespan]::FromSeconds(30)).GetAwaiter().GetResult()
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $running.Shell.Stop()
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
            $running.Shell.InvocationStateInfo.State | Should -Be Stopped
            $running.Shell.Streams.Error | Should -BeNullOrEmpty
        }
        finally {
            ${connection}?.Dispose()
            $running.Runspace.Dispose()
        }
    }
}

Describe 'An error' {
    It 'names itself, its category and its target' {
        Get-OpenClawModelConfig (Join-Path $TestDrive missing.json) -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'ModelConfig*,OpenClaw.PowerShell.Commands.GetOpenClawModelConfigCommand'
        $errors[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $errors[0].TargetObject | Should -Be (Join-Path $TestDrive missing.json)
    }

    It 'of one item does not keep the next from its turn' {
        $read = [pscustomobject]@{ Path = $template }, [pscustomobject]@{ Path = $valid } |
            Get-OpenClawModelConfig -ErrorAction SilentlyContinue -ErrorVariable errors
        $read.DeploymentName | Should -Be chat-one
        $errors | Should -HaveCount 1
    }

    It 'ends the pipeline with -ErrorAction Stop' {
        { $template | ForEach-Object { Get-OpenClawModelConfig $_ -ErrorAction Stop } } | Should -Throw '*placeholder*'
    }

    It 'is none with -ErrorAction Ignore' {
        $Error.Clear()
        Get-OpenClawModelConfig $template -ErrorAction Ignore
        $Error | Should -BeNullOrEmpty
    }

    It 'of the sign-in parameters ends the command' {
        $secure = ConvertTo-SecureString throw-away -AsPlainText
        { Get-OpenClawCluster -AccessToken $secure -Identity } | Should -Throw -ErrorId 'SignInConflict,*'
        { Get-OpenClawCluster -Credential ([pscredential]::new('app', $secure)) } | Should -Throw -ErrorId 'CredentialNeedsTenant,*'
        { Get-OpenClawCluster -AccountId x } | Should -Throw -ErrorId 'AccountIdNeedsIdentity,*'
    }

    It 'tells of a kubeconfig that has no such context' {
        { Get-OpenClawCluster -KubeConfig $hung -Context other -ErrorAction Stop } | Should -Throw -ErrorId 'KubeConfigContextNotFound,*'
    }

    It 'tells what to do when no instance is named' {
        { Get-OpenClawSecret -ErrorAction Stop } | Should -Throw -ErrorId 'InstanceNotNamed,*'
    }
}

Describe 'A path' {
    It 'is relative to the shell''s location, not the process''s' {
        Push-Location $TestDrive
        try { (Get-OpenClawModelConfig ./azure-openai.json).Path | Should -Be $valid }
        finally { Pop-Location }
    }

    It 'comes from the pipeline by property name' {
        (Get-Item $valid | Get-OpenClawModelConfig).Path | Should -Be $valid
    }

    It 'may be given with a PowerShell drive' {
        (Get-OpenClawModelConfig TestDrive:/azure-openai.json).DeploymentName | Should -Be chat-one
    }
}

Describe 'A kubeconfig context' {
    It 'is a cluster that OpenClaw can be installed on' {
        $cluster = Get-OpenClawCluster -KubeConfig $hung
        $cluster.Name | Should -Be test
        $cluster.Ready | Should -BeTrue
        $cluster.ResourceId | Should -BeNullOrEmpty
    }
}

Describe 'Completion' {
    It 'offers <Word> for <Line>' -ForEach @(
        @{ Line = 'New-OpenClawCluster x -Location westeu'; Word = 'westeurope' }
        @{ Line = 'New-OpenClawCluster x -Tier S'; Word = 'Standard' }
        @{ Line = 'Get-OpenClawSecret x -SecretName G'; Word = 'GatewayToken' }
        @{ Line = 'Install-OpenClaw -ModelConfig <valid> -ModelName ch'; Word = 'chat-one' }
        @{ Line = 'Get-OpenClaw -KubeConfig <hung> -Context t'; Word = 'test' }
        @{ Line = 'Get-OpenClaw -KubeConfig <spaced> -Context my'; Word = "'my test'" }
    ) {
        $line = $Line.Replace('<valid>', $valid).Replace('<hung>', $hung).Replace('<spaced>', $spaced)
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Contain $Word
    }

    It 'offers nothing for a model config that cannot be read' {
        $line = "Install-OpenClaw -ModelConfig $template -ModelName your"
        (TabExpansion2 $line $line.Length).CompletionMatches | Should -BeNullOrEmpty
    }

    It 'offers nothing for a kubeconfig that is not there, and says nothing' {
        $line = "Get-OpenClaw -KubeConfig $TestDrive/nowhere -Context t"
        (TabExpansion2 $line $line.Length).CompletionMatches | Should -BeNullOrEmpty
    }
}
