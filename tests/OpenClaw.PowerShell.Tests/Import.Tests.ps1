# What importing the module does to a session, each time in a process of its own.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"

    # Assemblies of the names the module depends on, in other versions and without what it needs, as other modules bring them.
    function New-ForeignAssembly([string] $Directory) {
        foreach ($name in 'Azure.Core', 'Azure.Identity', 'System.ClientModel', 'Azure.ResourceManager', 'Microsoft.Identity.Client', 'YamlDotNet') {
            $assembly = [Reflection.Emit.PersistedAssemblyBuilder]::new([Reflection.AssemblyName]::new("$name, Version=1.0.0.0"), [object].Assembly)
            $null = $assembly.DefineDynamicModule($name).DefineType("Foreign.$($name.Replace('.', '_'))", 'Public').CreateType()
            $assembly.Save((Join-Path $Directory "$name.dll"))
        }
    }

    $foreign = (New-Item (Join-Path $TestDrive foreign) -ItemType Directory).FullName
    if ([Environment]::Version.Major -ge 9) { New-ForeignAssembly $foreign }
    $kubeConfig = New-KubeConfig (Join-Path $TestDrive config) 'https://127.0.0.1:9'
    $loadForeign = "Get-ChildItem '$foreign' | ForEach-Object { `$null = [Reflection.Assembly]::LoadFrom(`$_.FullName) }"
    $use = "try { Get-OpenClaw -KubeConfig '$kubeConfig' -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }"
    $report = '[AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -in "Azure.Core", "YamlDotNet", "OpenClaw.Core" } |
        ForEach-Object { "$($_.GetName().Name) $([Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name) $($_.GetName().Version -eq [version]"1.0.0.0")" }'
}

Describe 'Import-Module OpenClaw' {
    It 'loads neither the core nor its dependencies before they are needed' {
        Invoke-FreshShell "Import-Module '$ModulePath'; $report" | Should -BeNullOrEmpty
    }

    It 'exports the cmdlets of the manifest and nothing else' {
        $exported = Invoke-FreshShell "(Import-Module '$ModulePath' -PassThru).ExportedCommands.Values | ForEach-Object { `"`$(`$_.CommandType) `$_`" }"
        $wanted = (Import-PowerShellDataFile "$PSScriptRoot/../../OpenClaw.psd1").CmdletsToExport
        $wanted.Count | Should -BeGreaterOrEqual 12
        $exported | Sort-Object | Should -Be ($wanted | Sort-Object | ForEach-Object { "Cmdlet $_" })
    }

    # .NET 8 cannot write assemblies; there the .NET test of the same does alone.
    It 'gets its own assemblies although other modules loaded theirs <_>' -ForEach 'before', 'after' -Skip:([Environment]::Version.Major -lt 9) {
        $script = $_ -eq 'before' ? "$loadForeign; Import-Module '$ModulePath'; $use; $report" : "Import-Module '$ModulePath'; $use; $loadForeign; $use; $report"
        $lines = Invoke-FreshShell $script
        # The server is not there; no type or method was missing.
        $lines | Where-Object { $_ -like '*,OpenClaw.PowerShell.*' } | Should -Match '^Kubernetes\w*,OpenClaw\.PowerShell\.Commands\.GetOpenClawCommand$'
        $lines | Should -Contain 'YamlDotNet OpenClaw False'
        $lines | Should -Contain 'YamlDotNet Default True'
        $lines | Should -Contain 'Azure.Core Default True'
        $lines | Where-Object { $_ -like 'OpenClaw.Core*' } | Should -Be 'OpenClaw.Core OpenClaw False'
    }

    It 'can be removed and imported again, also in another runspace' {
        $script = @"
Import-Module '$ModulePath'; Get-OpenClawTunnel; Remove-Module OpenClaw; Import-Module '$ModulePath'; Get-OpenClawTunnel
`$shell = [powershell]::Create().AddScript("Import-Module '$ModulePath'; Get-OpenClawTunnel; 'fine'")
`$shell.Invoke(); `$shell.Streams.Error
"@
        Invoke-FreshShell $script | Should -Be 'fine'
    }
}
