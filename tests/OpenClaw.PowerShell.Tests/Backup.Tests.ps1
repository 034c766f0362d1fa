# Backups of an instance in the sandbox, and the way back.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
}

Describe 'Backup-OpenClaw and Restore-OpenClaw' {
    BeforeAll {
        $s = Start-OpenClawSandbox
        $cluster = $s | New-OpenClawCluster openclaw -NodeSize Standard_D8s_v5
        $source = $cluster | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName gpt-5.2
        $secret = 'a passphrase that nobody guesses'
        $passphrase = ConvertTo-SecureString $secret -AsPlainText
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive backups)).FullName

        # A chat, whose words are in the state from then on.
        function Send-Chat($Instance, [string] $Text) {
            $tunnel = $Instance | Start-OpenClawTunnel -LocalPort 0
            try {
                $token = $Instance | Get-OpenClawSecret -SecretName GatewayToken -AsPlainText
                $body = @{ model = 'openclaw/default'; messages = @(@{ role = 'user'; content = $Text }) } | ConvertTo-Json -Depth 5
                $url = "http://127.0.0.1:$($tunnel.LocalPort)/v1/chat/completions"
                (Invoke-RestMethod $url -Method Post -Headers @{ Authorization = "Bearer $token" } -ContentType application/json -Body $body).choices[0].message.content
            }
            finally { $tunnel | Stop-OpenClawTunnel }
        }

        # What was said, as a backup of the instance tells it.
        function Get-History($Instance) {
            $file = Join-Path $TestDrive "history-$([guid]::NewGuid()).tar"
            $null = $Instance | Backup-OpenClaw -Path $file
            $unpacked = New-Item -ItemType Directory "$file.d"
            tar -xf $file -C $unpacked
            tar -xzf (Join-Path $unpacked state.tar.gz) -C $unpacked
            Get-ChildItem $unpacked -Recurse -Force -Filter history.jsonl | Get-Content | ConvertFrom-Json | ForEach-Object question
        }
    }

    AfterAll {
        if ($s) { $s | Stop-OpenClawSandbox }
    }

    It 'saves to a file that ordinary tools open, and holds no secret' {
        $null = Send-Chat $source 'remember the first'
        $file = Join-Path $folder first.tar
        $source | Backup-OpenClaw -Path $file -WhatIf | Should -BeNullOrEmpty
        $file | Should -Not -Exist
        $made = $source | Backup-OpenClaw -Path $file
        $made.PSObject.TypeNames[0] | Should -Be OpenClaw.OpenClawBackup
        $made.Path | Should -Be $file
        $made.Encrypted | Should -BeFalse
        $made.OpenClawVersion | Should -Be 2026.9.6
        $made.Bytes | Should -Be (Get-Item $file).Length
        $made.Sha256 | Should -Be (Get-FileHash $file).Hash
        Get-ChildItem $folder | Should -HaveCount 1
        tar -tf $file | Should -Be manifest.json, state.tar.gz
        $manifest = tar -xOf $file manifest.json | ConvertFrom-Json
        $manifest.state.bytes | Should -Be $made.StateBytes
        $manifest.revisionData.modelName | Should -Be gpt-5.2
        if (-not $IsWindows) { (Get-Item $file).UnixMode | Should -Be '-rw-------' }
        Get-History $source | Should -Be 'remember the first'

        $unpacked = (New-Item -ItemType Directory (Join-Path $TestDrive hunt)).FullName
        tar -xf $file -C $unpacked
        tar -xzf (Join-Path $unpacked state.tar.gz) -C $unpacked
        $all = (Get-ChildItem $unpacked -Recurse -Force -File | Get-Content -Raw) -join ''
        foreach ($value in ($source | Get-OpenClawSecret -AsPlainText).Value + (Get-Content $s.ModelConfig | ConvertFrom-Json).azureOpenAI.key) {
            $all.Contains($value) | Should -BeFalse
        }
    }

    It 'overwrites nothing unless told to' {
        $file = Join-Path $folder kept.tar
        Set-Content $file precious
        { $source | Backup-OpenClaw -Path $file } | Should -Throw -ErrorId 'BackupFileExists,*'
        Get-Content $file | Should -Be precious
        { $source | Backup-OpenClaw -Path (Join-Path $folder none there.tar) } | Should -Throw -ErrorId 'BackupNoFolder,*'
        ($source | Backup-OpenClaw -Path $file -Force).Bytes | Should -BeGreaterThan 1000
    }

    It 'puts the state back where it was, and asks before' {
        $file = Join-Path $folder first.tar
        $null = Send-Chat $source 'forget the second'
        $token = $source | Get-OpenClawSecret -SecretName GatewayToken -AsPlainText
        Clear-SandboxLog $s
        $source | Restore-OpenClaw -Path $file -WhatIf | Should -BeNullOrEmpty
        Get-SandboxWrite $s | Should -BeNullOrEmpty
        (Get-Command Restore-OpenClaw).ImplementingType.GetCustomAttributes($true).ConfirmImpact | Should -Be High
        $restored = $source | Restore-OpenClaw -Path $file -Confirm:$false
        $restored.Status | Should -Be Ready
        $restored.Changed | Should -BeTrue
        Get-History $source | Should -Be 'remember the first'
        $source | Get-OpenClawSecret -SecretName GatewayToken -AsPlainText | Should -Be $token
        Compare-OpenClaw openclaw -Sandbox $s -Quiet | Should -BeTrue
        Send-Chat $source 'and go on' | Should -Not -BeNullOrEmpty
    }

    It 'moves the state to another instance, encrypted on the way' {
        $made = Backup-OpenClaw openclaw -Sandbox $s -Path $folder -Passphrase $passphrase
        $made.Encrypted | Should -BeTrue
        Split-Path $made.Path -Leaf | Should -Match '^openclaw-ns-openclaw-\d{8}T\d{6}Z\.tar\.enc$'
        [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($made.Path)) | Should -Not -Match 'manifest'
        $other = $cluster | Install-OpenClaw -Name second -Namespace second-ns -ModelConfig $s.ModelConfig -ModelName gpt-5.2
        { $other | Restore-OpenClaw -Path $made.Path -Confirm:$false } | Should -Throw -ErrorId 'BackupEncrypted,*'
        $wrong = ConvertTo-SecureString 'another passphrase' -AsPlainText
        { $other | Restore-OpenClaw -Path $made.Path -Passphrase $wrong -Confirm:$false } | Should -Throw -ErrorId 'BackupPassphraseWrong,*'
        $said = $other | Restore-OpenClaw -Path $made.Path -Passphrase $passphrase -Confirm:$false -Verbose -Debug *>&1 | Out-String
        $said | Should -Not -Match $secret
        Get-History $other | Should -Be 'remember the first', 'and go on'
        $token = { $args[0] | Get-OpenClawSecret -SecretName GatewayToken -AsPlainText }
        & $token $other | Should -Not -Be (& $token $source)
    }

    It 'says what is wrong with a file, before anything is changed' {
        $good = Join-Path $folder first.tar
        $bytes = [IO.File]::ReadAllBytes($good)
        $bad = Join-Path $folder bad.tar
        Clear-SandboxLog $s
        $bytes[$bytes.Length - 3000] = $bytes[$bytes.Length - 3000] -bxor 1
        [IO.File]::WriteAllBytes($bad, $bytes)
        { $source | Restore-OpenClaw -Path $bad -Confirm:$false } | Should -Throw -ErrorId 'BackupDamaged,*'
        [IO.File]::WriteAllBytes($bad, $bytes[0..2999])
        { $source | Restore-OpenClaw -Path $bad -Confirm:$false } | Should -Throw -ErrorId 'BackupDamaged,*'
        Set-Content $bad 'no backup'
        { $source | Restore-OpenClaw -Path $bad -Confirm:$false } | Should -Throw -ErrorId 'BackupUnreadable,*'
        { $source | Restore-OpenClaw -Path (Join-Path $folder nowhere.tar) -Confirm:$false } | Should -Throw -ErrorId 'BackupNotRead,*'
        { $source | Restore-OpenClaw -Path $good -Passphrase $passphrase -Confirm:$false } | Should -Throw -ErrorId 'BackupNotEncrypted,*'
        Get-SandboxWrite $s | Should -BeNullOrEmpty
        $error[0].ToString() | Should -Match 'leave out -Passphrase'
        { $cluster | Restore-OpenClaw third -Path $good -Confirm:$false } | Should -Throw -ErrorId 'RestoreNotInstalled,*'
    }

    It 'takes no state of a newer OpenClaw' {
        $file = Join-Path $folder newer.tar
        $newer = $cluster | Install-OpenClaw -ModelConfig $s.ModelConfig -ModelName gpt-5.2 -OpenClawImage ghcr.io/openclaw/openclaw:2026.10.1
        ($newer | Backup-OpenClaw -Path $file).OpenClawVersion | Should -Be 2026.10.1
        Clear-SandboxLog $s
        { Restore-OpenClaw second -Namespace second-ns -ClusterName openclaw -Sandbox $s -Path $file -Confirm:$false } | Should -Throw -ErrorId 'RestoreVersionTooOld,*'
        Get-SandboxWrite $s | Should -BeNullOrEmpty
        # The other way round is fine.
        ($newer | Restore-OpenClaw -Path (Join-Path $folder first.tar) -Confirm:$false).Status | Should -Be Ready
    }
}
