using LLMCourse.Grading.Compiling.Inspection;
using LLMCourse.Grading.Course;

namespace LLMCourse.Bans.Tests;

/// <summary>Whatever of TorchSharp gives the answer to an exercise is banned there, or may be used for a reason.</summary>
public sealed class BanTests
{
    private static readonly CourseLayout Layout = CourseLayout.Find(null);

    private static readonly Dictionary<string, string> Rows = new()
    {
        ["TorchSharp.torch.Tensor.index_select"] = "the exercise names it: an embedding is a choice of rows",
        ["TorchSharp.torch.index_select"] = "the same",
        ["TorchSharp.torch.Tensor.index"] = "it is what an index is compiled to",
        ["TorchSharp.torch.Tensor.Item"] = "the same",
    };

    // By exercise and function: why it may be used though it gives the answer.
    private static readonly Dictionary<string, Dictionary<string, string>> Allowed = new()
    {
        ["M01.E6"] = Rows,
        ["M03.E1"] = Rows,
        ["M03.E2"] = Rows,
        ["M02.E6"] = new()
        {
            ["TorchSharp.Modules.Binomial"] = "a number of trials times a sigmoid, for whoever thinks of that",
            ["TorchSharp.torch.distributions.Binomial"] = "the same"
        },
    };

    public static TheoryData<string> Names => [.. Puzzles.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Answers_EveryFunctionThatSolvesAnExercise_IsBannedOrAllowedForAReason(string name)
    {
        string[][] found = [.. Answers.Read().Found[name]];

        Assert.NotEmpty(found);
        Assert.All(Puzzles.All.Single(p => p.Name == name).Exercises, exercise =>
        {
            ExerciseBans bans = BanList.Load(Path.Combine(Layout.ChecksOf(Layout.Resolve(exercise[..3])), "bans.yaml")).For(exercise);
            Dictionary<string, string> allowed = Allowed.GetValueOrDefault(exercise, []);
            Assert.All(found, chain => Assert.True(
                chain.Any(call => allowed.ContainsKey(call) || bans.Bans.Any(ban => ban.Covers(call))),
                $"{exercise} does not ban {string.Join(" / ", chain)}."));
        });
    }

    [Fact]
    public void Answers_Version_IsTheOneInUse() =>
        Assert.True(Answers.Version == Answers.Read().Version,
            "TorchSharp has another version: search again, dotnet run -c Release --project tests/LLMCourse.Bans.Tests.");

    // The search itself, on a function that once was forgotten, one with many arguments that
    // ends the process on some, and one of an object.
    [Theory]
    [InlineData("torch.logcumsumexp", "softmax", "TorchSharp.torch.logcumsumexp")]
    [InlineData("scaled_dot_product", "attention", "TorchSharp.torch.nn.functional.scaled_dot_product_attention")]
    [InlineData("clip_grad_norm", "clipping", "TorchSharp.torch.nn.utils.clip_grad_norm_")]
    [InlineData("nn.GELU", "activations", "TorchSharp.torch.nn.GELU TorchSharp.Modules.GELU.forward")]
    public void Run_Functions_FindsTheAnswers(string name, string puzzle, string chain) =>
        Assert.Contains(chain, Program.Run(name)[puzzle].Select(found => string.Join(' ', found)));

    [Theory]
    [InlineData("M04.E4", typeof(optim.Optimizer))]
    [InlineData("M04.E5", typeof(optim.lr_scheduler.LRScheduler))]
    public void Types_DerivedFromWhatIsToBeWritten_AreBanned(string exercise, Type type)
    {
        ExerciseBans bans = BanList.Load(Path.Combine(Layout.ChecksOf(Layout.Resolve(exercise[..3])), "bans.yaml")).For(exercise);

        Assert.All(
            typeof(Tensor).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(type)).Select(t => t.FullName!.Replace('+', '.')),
            name => Assert.Contains(bans.Bans, ban => ban.Covers(name)));
    }
}
