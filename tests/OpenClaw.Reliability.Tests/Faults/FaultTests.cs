namespace OpenClaw.Reliability.Faults;

/// <summary>Each fault at each request of New-OpenClawCluster and Install-OpenClaw.</summary>
public sealed class FaultTests
{
    public static TheoryData<string> Names => [.. PlayedFault.All.Where(FaultSweep.IsPlayed).Select(static fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_fault_is_absorbed_or_ends_in_a_true_error_and_the_next_run_converges(string fault)
    {
        var cases = (await FaultSweep.RunOnceAsync().WaitAsync(TestContext.Current.CancellationToken)).Where(one => one.Fault.Name == fault).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"{cases.Count} cases");
        Assert.NotEmpty(cases);
        Assert.Empty(cases.Where(static one => one.Problem is not null).Select(static one => one.ToString()));
    }

    [Fact]
    public async Task The_table_of_the_documentation_is_written_when_it_is_asked_for()
    {
        var cases = await FaultSweep.RunOnceAsync().WaitAsync(TestContext.Current.CancellationToken);
        var table = FaultTable.Of(cases);
        Assert.Contains(cases[0].Fault.Name, table, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable(FaultTable.Variable) is { Length: > 0 } path)
            FaultTable.Write(path, table);
    }
}
