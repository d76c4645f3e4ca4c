using LLMCourse.Checks;
using LLMCourse.Grader.Worker.Tests.Support;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grader.Worker.Tests.Probing;

public sealed class ProbeSessionTests(SandboxedWorkers workers) : IClassFixture<SandboxedWorkers>
{
    private const string Double = "M90.E1.double";
    private const string Say = "M90.E2.say";

    [Fact]
    public async Task ProbeAsync_RightSubmission_ReturnsItsObservations()
    {
        ProbeReport report = await workers.ProbeAsync(TinyModule.SubmitDouble("Console.Write(\"it prints\");"), Double);

        Assert.Equal((ProbeStatus.Completed, null), (report.Status, report.Explanation));
        Assert.Equal(["x", "doubled"], report.Observations.Select(o => o.Name));
        var doubled = Assert.IsType<TensorObservation>(report.Observations[1]);
        Assert.Equal("float32 [2, 3]", doubled.Describe());
        CheckRandom random = CheckRandom.For(Double);
        Assert.All(doubled.Values, v => Assert.Equal((float)random.NextNormal() * 2, v));
        Assert.Equal("it prints", report.Output);
    }

    [Fact]
    public async Task ProbeAsync_Throws_NamesTypeMessageAndLine()
    {
        Compiled submission = TinyModule.Submit("""
            public static class Student
            {
                public static Tensor Double(Tensor x) => Inner(x);
                private static Tensor Inner(Tensor x)
                {
                    Func<Tensor> broken = () => throw new InvalidOperationException("red \u001b[31m text");
                    return broken();
                }
                public static string Say() => "";
            }
            """);

        ProbeReport report = await workers.ProbeAsync(submission, Double);

        Assert.Equal(ProbeStatus.Threw, report.Status);
        Assert.Equal("System.InvalidOperationException", report.Exception!.Type);
        Assert.Equal(@"red \u001B[31m text", report.Exception.Message);
        Assert.Equal(("Student.cs", 6), (report.Exception.Place!.File, report.Exception.Place.Line));
        Assert.Equal("Student.Inner", report.Exception.Frames[0].Member);
        Assert.Equal("x", Assert.Single(report.Observations).Name);
    }

    [Theory]
    [InlineData("return x.matmul(ones(5, 4));", "Tensor.matmul: mat1 and mat2 shapes cannot be multiplied (2x3 and 5x4)")]
    [InlineData("return x.mm(ones(5, 4));", "Tensor.mm: mat1 and mat2 shapes cannot be multiplied (2x3 and 5x4)")]
    [InlineData("return torch.matmul(x, ones(3, 4, float64));",
        "Tensor.matmul: expected m1 and m2 to have the same dtype, but got: float != double")]
    [InlineData("for (int i = 0; i < 300; i++) torch.matmul(x, ones(3, 4)).Dispose(); Thread.Sleep(300); return torch.matmul(x, ones(5, 4));",
        "Tensor.matmul: mat1 and mat2 shapes cannot be multiplied (2x3 and 5x4)")]
    [InlineData("return x + ones(7);",
        "Tensor.add: The size of tensor a (3) must match the size of tensor b (7) at non-singleton dimension 1")]
    [InlineData("return torch.cat(new[] { x, ones(5, 4) });",
        "torch.cat: Sizes of tensors must match except in dimension 0. Expected size 3 but got size 4 for tensor number 1 in the list.")]
    [InlineData("return nn.Linear(4, 2).call(x);", "functional.linear: mat1 and mat2 shapes cannot be multiplied (2x3 and 4x2)")]
    [InlineData("return nn.functional.cross_entropy(x, ones(5, int64));",
        "functional.cross_entropy: Expected input batch_size (2) to match target batch_size (5).")]
    public async Task ProbeAsync_LibTorchRefuses_NamesTheOperatorItsWordsAndTheLine(string statements, string message)
    {
        // matmul is one of the few functions that would end the process: TorchSharp 0.107 has no guard around them.
        await using ProbeSession session = workers.Open(TinyModule.SubmitDouble(statements));

        ProbeReport refused = await session.ProbeAsync(new NamedCheck(Double)), next = await session.ProbeAsync(new NamedCheck(Say));

        Assert.Equal((ProbeStatus.Threw, message), (refused.Status, refused.Exception?.Message));
        Assert.Equal(("Student.cs", "Student.Double"), (refused.Exception!.Place?.File, refused.Exception.Frames[0].Member));
        Assert.Equal(ProbeStatus.Completed, next.Status);
    }

    [Fact]
    public async Task ProbeAsync_LibTorchEndsAThreadOfTheSubmissionsOwn_CrashesWithItsWords()
    {
        ProbeReport report = await workers.ProbeAsync(
            TinyModule.SubmitDouble("var thread = new Thread(() => x.matmul(ones(5, 4))); thread.Start(); thread.Join();"), Double);

        Assert.Equal(ProbeStatus.Crashed, report.Status);
        Assert.Equal("An error inside libtorch ended the process: mat1 and mat2 shapes cannot be multiplied (2x3 and 5x4)",
            report.Explanation);
    }

    [Theory]
    [InlineData("throw new NotImplementedException(\"M90.E1: double x\");", "")]
    [InlineData("return Table;",
        "static readonly Tensor Table = Fill(); static Tensor Fill() => throw new NotImplementedException(\"M90.E1\");")]
    public async Task ProbeAsync_Starter_IsNotImplemented(string statements, string members)
    {
        ProbeReport report =
            await workers.ProbeAsync(TinyModule.SubmitDouble("if (DateTime.Now.Year > 0) { " + statements + " }", members), Double);

        Assert.Equal(ProbeStatus.NotImplemented, report.Status);
    }

    [Fact]
    public async Task ProbeAsync_MemberIsGone_IsSignatureChanged()
    {
        ProbeReport report = await workers.ProbeAsync(
            TinyModule.Submit("public static class Student { public static Tensor Double(Tensor x, int n = 2) => x; }"), Double);

        Assert.Equal(ProbeStatus.SignatureChanged, report.Status);
        Assert.Contains("Student.Double", report.Exception!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProbeAsync_NullTensor_IsObservedAsNull()
    {
        ProbeReport report = await workers.ProbeAsync(TinyModule.SubmitDouble("if (x.numel() > 0) return null!;"), Double);

        Assert.Equal(new TextObservation("doubled", null), report.Observations[1]);
    }

    [Fact]
    public async Task ProbeAsync_TooManyDimensions_ThrewAndSaysTheLimit()
    {
        ProbeReport report =
            await workers.ProbeAsync(TinyModule.SubmitDouble("return torch.ones(new long[13].Select(_ => 1L).ToArray());"), Double);

        Assert.Equal(ProbeStatus.Threw, report.Status);
        Assert.Contains("13 dimensions", report.Exception!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProbeAsync_ExceptionWhoseMessageThrows_Threw()
    {
        ProbeReport report = await workers.ProbeAsync(
            TinyModule.SubmitDouble("throw new Odd();",
                "class Odd : Exception { public override string Message => throw new Exception(); }"), Double);

        Assert.Equal(ProbeStatus.Threw, report.Status);
        Assert.Equal("(its Message throws Exception)", report.Exception!.Message);
    }

    [Fact]
    public async Task Load_AnotherBuild_RunsInTheSameProcessWithStateOfItsOwn()
    {
        await using ProbeSession session = workers.Open(TinyModule.SubmitSay("return \"first \" + ++Said;", "static int Said;"));
        ProbeReport first = await session.ProbeAsync(new NamedCheck(Say)), again = await session.ProbeAsync(new NamedCheck(Say));
        int process = (await session.ReadyWorkerAsync(CancellationToken.None)).Process.Id;

        Compiled next = TinyModule.SubmitSay("return \"second \" + ++Said;", "static int Said;");
        session.Load(next.Assembly, next.Symbols);
        ProbeReport second = await session.ProbeAsync(new NamedCheck(Say));

        Assert.Equal(["first 1", "first 2", "second 1"],
            new[] { first, again, second }.Select(report => ((TextObservation)report.Observations[0]).Value));
        Assert.Equal(process, (await session.ReadyWorkerAsync(CancellationToken.None)).Process.Id);
    }

    [Fact]
    public async Task Load_AfterTheProcessWasLost_RunsTheNewBuild()
    {
        await using ProbeSession session = workers.Open(TinyModule.SubmitSay("Environment.FailFast(null); return \"\";"));
        Assert.Equal(ProbeStatus.Crashed, (await session.ProbeAsync(new NamedCheck(Say))).Status);

        Compiled next = TinyModule.SubmitSay("return \"second\";");
        session.Load(next.Assembly, next.Symbols);

        Assert.Equal(new TextObservation("said", "second"), (await session.ProbeAsync(new NamedCheck(Say))).Observations[0]);
    }

    [Fact]
    public async Task DisposeAsync_CodeOfTheCourse_HandsItsWorkerOnToSuchCodeAlone()
    {
        Compiled adds = TinyModule.SubmitDouble("return x.add(1);"), doubles = TinyModule.SubmitDouble("return x.mul(2);");
        int first = await WorkerOfAsync(adds, isOwn: true), submission = await WorkerOfAsync(doubles, isOwn: false);

        await using ProbeSession session = workers.Pool.OpenSession(doubles.Assembly, doubles.Symbols, workers.ChecksFile, isOwn: true);
        ProbeReport shared = await session.ProbeAsync(new NamedCheck(Double));
        await using ProbeSession alone = workers.Open(doubles);

        Assert.Equal(first, (await session.ReadyWorkerAsync(CancellationToken.None)).Process.Id);
        Assert.NotEqual(first, submission);
        Assert.Equal((await alone.ProbeAsync(new NamedCheck(Double))).Observations, shared.Observations);
    }

    [Fact]
    public async Task ProbeAsync_CodeOfTheCourseLosesItsWorker_GetsAFreshOne()
    {
        Compiled right = TinyModule.SubmitDouble("return x.mul(2);"),
            fatal = TinyModule.SubmitDouble("Environment.FailFast(null); return x;");
        int first = await WorkerOfAsync(right, isOwn: true);

        await using (ProbeSession session = workers.Pool.OpenSession(fatal.Assembly, fatal.Symbols, workers.ChecksFile, isOwn: true))
            Assert.Equal(ProbeStatus.Crashed, (await session.ProbeAsync(new NamedCheck(Double))).Status);

        Assert.NotEqual(first, await WorkerOfAsync(right, isOwn: true));
    }

    private async Task<int> WorkerOfAsync(Compiled code, bool isOwn)
    {
        await using ProbeSession session = workers.Pool.OpenSession(code.Assembly, code.Symbols, workers.ChecksFile, isOwn);
        Assert.Equal(ProbeStatus.Completed, (await session.ProbeAsync(new NamedCheck(Double))).Status);
        return (await session.ReadyWorkerAsync(CancellationToken.None)).Process.Id;
    }

    [Fact]
    public async Task ProbeAsync_EarlierProbeChangedGlobalState_StartsClean()
    {
        Compiled submission = TinyModule.Submit("""
            public static class Student
            {
                public static Tensor Double(Tensor x)
                {
                    System.Globalization.CultureInfo.DefaultThreadCurrentCulture = new("") { NumberFormat = { NumberDecimalSeparator = "," } };
                    System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.DefaultThreadCurrentCulture;
                    torch.set_default_dtype(ScalarType.Float64);
                    Console.SetOut(TextWriter.Null);
                    var left = torch.NewDisposeScope();
                    return x.mul(2);
                }

                public static string Say()
                {
                    Console.Write("heard");
                    return $"{0.5} {torch.ones(1).dtype} {torch.rand(1).item<float>()}";
                }
            }
            """);
        await using ProbeSession session = workers.Open(submission);
        await using ProbeSession other = workers.Open(submission);

        Assert.Equal(ProbeStatus.Completed, (await session.ProbeAsync(new NamedCheck(Double))).Status);
        ProbeReport after = await session.ProbeAsync(new NamedCheck(Say));
        ProbeReport alone = await other.ProbeAsync(new NamedCheck(Say));

        Assert.StartsWith("0.5 Float32 ", Assert.IsType<TextObservation>(after.Observations[0]).Value, StringComparison.Ordinal);
        Assert.Equal(alone.Observations, after.Observations);
        Assert.Equal("heard", after.Output);
    }

    [Fact]
    public async Task ProbeAsync_StaticState_IsGoneInTheNextSession()
    {
        Compiled submission = TinyModule.SubmitSay("return $\"{++calls}\";", "static int calls;");

        Assert.Equal(new TextObservation("said", "1"), Assert.Single((await workers.ProbeAsync(submission, Say)).Observations));
        Assert.Equal(new TextObservation("said", "1"), Assert.Single((await workers.ProbeAsync(submission, Say)).Observations));
    }

    [Fact]
    public async Task ProbeAsync_Progress_IsPassedOn()
    {
        List<(double, string)> seen = [];
        await using ProbeSession session = workers.Open(TinyModule.SubmitSay("return \"\";"));

        await session.ProbeAsync(new NamedCheck(Say), TimeSpan.FromSeconds(20), (fraction, what) => seen.Add((fraction, what)),
            CancellationToken.None);

        Assert.Equal([(0.5, "half-way")], seen);
    }

    [Fact]
    public async Task ProbeAsync_UnknownCheck_IsTheGradersFault()
    {
        ProbeReport report = await workers.ProbeAsync(TinyModule.SubmitSay("return \"\";"), "M90.E9.nowhere");

        Assert.Equal(ProbeStatus.WorkerFault, report.Status);
        Assert.Contains("M90.E9.nowhere", report.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProbeAsync_NotAnAssembly_IsTheGradersFault()
    {
        ProbeReport report = await workers.ProbeAsync(new Compiled([1, 2, 3], []), Double);

        Assert.Equal(ProbeStatus.WorkerFault, report.Status);
        Assert.Contains("could not be loaded", report.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("new[] { \"no-such-library\" }.Select(NativeLibrary.Load).Select(handle => (double)handle)", "System.DllNotFoundException")]
    [InlineData("new[] { \"nowhere.dll\" }.Select(System.Reflection.AssemblyName.GetAssemblyName).Select(Convert.ToDouble)",
        "System.IO.FileNotFoundException")]
    [InlineData("new[] { new byte[] { 1, 2 } }.Select(System.Reflection.Assembly.Load).Select(Convert.ToDouble)",
        "System.BadImageFormatException")]
    [InlineData("new[] { new Lazy<double>() }.Select(Convert.ToDouble)", "System.InvalidCastException")]
    public async Task ProbeAsync_ThrowsWhileItsResultIsRead_IsTheSubmissionsWithoutALineOfIt(string numbers, string type)
    {
        ProbeReport report = await workers.ProbeAsync(TinyModule.SubmitMany(numbers), "M90.E3.many");

        Assert.Equal((ProbeStatus.Threw, type), (report.Status, report.Exception?.Type));
        Assert.Empty(report.Exception!.Frames);
    }

    [Fact]
    public async Task ProbeAsync_AssemblyOfTheChecksIsMissing_IsTheGradersFault()
    {
        ProbeReport report = await OddAsync("static object Made() => new Library();");

        Assert.Equal(ProbeStatus.WorkerFault, report.Status);
        Assert.Contains("Library", report.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProbeAsync_CheckDoesNotLoadBesideTheSubmission_IsSignatureChanged()
    {
        ProbeReport report = await OddAsync("Pair pair;");

        Assert.Equal(ProbeStatus.SignatureChanged, report.Status);
        Assert.Contains("Pair", report.Exception!.Message, StringComparison.Ordinal);
    }

    private async Task<ProbeReport> OddAsync(string member)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("llmcourse-tests-");
        try
        {
            string checks =
                TinyModule.WriteChecks(folder.FullName, member, "public struct Pair { public int A; }", "public sealed class Library;");
            Compiled submission = TinyModule.SubmitDouble("");
            await using ProbeSession session = workers.Pool.OpenSession(submission.Assembly, submission.Symbols, checks);
            return await session.ProbeAsync(new NamedCheck("M90.E4.odd"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task ProbeAsync_Cancelled_ThrowsAndTheNextProbeRuns()
    {
        await using ProbeSession session = workers.Open(TinyModule.SubmitDouble("Thread.Sleep(-1);"));
        using var stop = new CancellationTokenSource();
        Task<ProbeReport> probe = session.ProbeAsync(new NamedCheck(Double), stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe);
        Assert.Equal(ProbeStatus.Completed, (await session.ProbeAsync(new NamedCheck(Say))).Status);
    }
}
