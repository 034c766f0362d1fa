@{
    RootModule           = 'Empty.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '55254935-0375-4159-9ea7-d8dcf625e0e3'
    Author               = 'The OpenClaw for PowerShell authors'
    Description          = 'The yardstick of bench/import.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    CmdletsToExport      = @('Get-Nothing')
}
