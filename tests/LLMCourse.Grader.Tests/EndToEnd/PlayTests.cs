using System.Text.RegularExpressions;

namespace LLMCourse.Grader.Tests.EndToEnd;

/// <summary>A model made of a student's parts, trained in the real sandbox.</summary>
[Trait("Needs", "sandbox")]
public sealed partial class PlayTests : IDisposable
{
    private readonly DirectoryInfo _reports = Directory.CreateTempSubdirectory("llmcourse-play-"),
        _samples = Directory.CreateTempSubdirectory("llmcourse-play-samples-");

    public void Dispose()
    {
        _reports.Delete(recursive: true);
        _samples.Delete(recursive: true);
    }

    [Fact]
    public async Task Play_CompleteModule_IsAllOnesOwnAndLearnsTheSameEachTime()
    {
        string path = SampleFolder.Write("01-complete", _samples);

        (int code, string output, _) = await PlayAsync(path, "--steps", "12", "--tokens", "40", "--seed", "3", "--prompt", "Call me");
        (_, string again, _) = await PlayAsync(path, "--steps", "12", "--tokens", "40", "--seed", "3", "--prompt", "Call me");

        Assert.Equal(0, code);
        Assert.Equal(7, output.Split('\n').Count(line => line.EndsWith("  yours", StringComparison.Ordinal)));
        Match losses = Losses().Match(output);
        Assert.True(Number(losses, 1) > Number(losses, 2), output);
        Assert.Contains("What it writes now:\n  Call me", output, StringComparison.Ordinal);
        Assert.Equal(WithoutTimes(output), WithoutTimes(again));
        Assert.False(File.Exists(Path.Combine(_reports.FullName, "progress.json")), "nothing is graded by playing");
    }

    [Fact]
    public async Task Play_Starter_IsTheReferences()
    {
        (int code, string output, _) = await PlayAsync("M02", "--steps", "2", "--tokens", "5");

        Assert.Equal(0, code);
        Assert.Equal(7,
            output.Split('\n').Count(line => line.EndsWith("  the reference's: yours is not written yet", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("MultiHeadAttention.cs", "_output.call(merged)", "_output.call(x.shape[0] == 12 ? merged / 0 * 0 : merged)", "M02.E4",
        "what comes out is NaN, though all that went in is finite.")]
    [InlineData("FeedForward.cs", "using DisposeScope",
        "if (x.shape[0] == 12) throw new InvalidOperationException(\"twelve\");\n        using DisposeScope", "M02.E6",
        "threw InvalidOperationException: twelve (FeedForward.cs:")]
    [InlineData("RmsNorm.cs", "namespace", "#error broken\nnamespace", "M02.E5", "yours does not compile")]
    public async Task Play_PartThatFails_IsNamedAndReplaced(string file, string right, string wrong, string exercise, string says)
    {
        string path = SampleFolder.Write("01-complete", _samples), source = Path.Combine(path, file),
            text = await File.ReadAllTextAsync(source);
        Assert.Contains(right, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(source, text.Replace(right, wrong, StringComparison.Ordinal));

        (int code, string output, _) = await PlayAsync(path, "--steps", "3", "--tokens", "5");

        Assert.Equal(0, code);
        Assert.Contains(output.Split('\n'),
            line => line.Contains(exercise, StringComparison.Ordinal) && line.Contains(says, StringComparison.Ordinal));
        Assert.Contains("What it writes now:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Play_CompleteDecoding_DrawsTheSameTextWithOnesOwnCacheEachTime()
    {
        string path = SampleFolder.Write("01-complete", _samples, "M05.Decoding");
        string[] arguments = ["--steps", "6", "--tokens", "90", "--seed", "3", "--prompt", "Call me", "--top-p", "0.9", "--top-k", "20",
            "--min-p", "0.01", "--repetition-penalty", "1.1"];

        (int code, string output, _) = await PlayAsync(path, arguments);
        (_, string again, _) = await PlayAsync(path, arguments);

        Assert.Equal(0, code);
        Assert.Equal(3, output.Split('\n').Count(line => line.EndsWith("  yours", StringComparison.Ordinal)));
        Match losses = Losses().Match(output);
        Assert.True(Number(losses, 1) > Number(losses, 2), output);
        Assert.Contains("What it writes now:\n  Call me", output, StringComparison.Ordinal);
        Assert.Matches("With your cache [0-9,]+ characters a second; [0-9,]+ when", output);
        Assert.Equal(WithoutTimes(output), WithoutTimes(again));
    }

    [Fact]
    public async Task Play_DecodingStarter_IsTheReferencesWithoutACache()
    {
        (int code, string output, _) = await PlayAsync("M05", "--steps", "2", "--tokens", "5", "--temperature", "0");

        Assert.Equal(0, code);
        Assert.Equal(2,
            output.Split('\n').Count(line => line.EndsWith("  the reference's: yours is not written yet", StringComparison.Ordinal)));
        Assert.Contains("  none, all is computed anew: yours is not written yet\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("With your cache", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KvCache.cs", "public (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values)\n    {",
        "if (Seen > 60) throw new InvalidOperationException(\"sixty\");", "M05.E5", "threw InvalidOperationException: sixty (KvCache.cs:")]
    [InlineData("Sampler.cs", "public static int Sample(ReadOnlySpan<float> probabilities, ref Xoshiro rng)\n    {",
        "if (probabilities.Length == 83) return 83;", "M05.E2", "it drew ")]
    public async Task Play_DecodingPartThatFails_IsNamedBeforeTheTraining(string file, string head, string wrong, string exercise, string says)
    {
        string path = SampleFolder.Write("01-complete", _samples, "M05.Decoding"), source = Path.Combine(path, file),
            text = await File.ReadAllTextAsync(source);
        Assert.Contains(head, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(source, text.Replace(head, $"{head}\n        {wrong}", StringComparison.Ordinal));

        (int code, string output, _) = await PlayAsync(path, "--steps", "3", "--tokens", "5");

        Assert.Equal(0, code);
        Assert.Contains(output[..output.IndexOf("step ", StringComparison.Ordinal)].Split('\n'),
            line => line.Contains(exercise, StringComparison.Ordinal) && line.Contains(says, StringComparison.Ordinal));
        Assert.Contains("What it writes now:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Play_TextOfBlanks_SaysThatThereIsNothingToLearn()
    {
        string blanks = Path.Combine(_reports.FullName, "blanks.txt");
        await File.WriteAllTextAsync(blanks, new string(' ', 2000));

        (int code, _, string error) = await GraderProcess.RunAsync(["play", "--text", blanks, "--reports", _reports.FullName]);

        Assert.Equal(2, code);
        Assert.Contains("blanks.txt is nothing but blanks", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Play_CtrlC_WritesFromWhatWasLearned()
    {
        string path = SampleFolder.Write("01-complete", _samples);
        using WatchProcess play = WatchProcess.Run("play", path, "--reports", _reports.FullName, "--minutes", "60", "--tokens", "20");
        _ = await play.ReadToAsync("step");

        await play.SignalAsync();
        _ = await play.ReadToAsync("Stopped. Loss on what was not learned");
        _ = await play.ReadToAsync("What it writes now:");

        Assert.Equal(130, (await play.EndAsync()).ExitCode);
    }

    [Theory]
    [InlineData("--minutes 0", "it must be above 0")]
    [InlineData("--steps -1", "it must be from 0")]
    [InlineData("--tokens 5000", "it must be from 1 to 4000")]
    [InlineData("--temperature x", "temperature")]
    [InlineData("--text nowhere.txt", "There is no file 'nowhere.txt'")]
    [InlineData("--text assignments/M02.Attention/answers.json", "give a text of 1,000 to 5,000,000")]
    [InlineData("--prompt Ж", "has 'Ж', which Moby Dick does not have")]
    [InlineData("--reference M02.E9", "M02.E9 is no part of the model")]
    [InlineData("M01", "M01.Foundations has no parts")]
    [InlineData("M02 --top-p 0.9", "are what M05's logit processors do: ./course play M05")]
    [InlineData("M05 --top-p 0", "it must be above 0")]
    [InlineData("M05 --top-k -1", "it must be at least 0")]
    [InlineData("M05 --reference M05.E4", "M05.E4 is no part of the model; its parts are M05.E1, M05.E2, M05.E5")]
    public async Task Play_Arguments_ThatMakeNoSense_SayWhatToDo(string arguments, string says)
    {
        (int code, string output, string error) =
            await GraderProcess.RunAsync(["play", .. arguments.Split(' '), "--reports", _reports.FullName]);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Output, string Error)> PlayAsync(string path, params IReadOnlyList<string> arguments) =>
        GraderProcess.RunAsync(["play", path, "--reports", _reports.FullName, .. arguments]);

    private static string WithoutTimes(string output) =>
        string.Join('\n', output.Split('\n').Where(line => !line.StartsWith("step ", StringComparison.Ordinal)
            && !line.StartsWith("With your cache", StringComparison.Ordinal)));

    private static double Number(Match match, int group) =>
        double.Parse(match.Groups[group].Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("Loss on what was not learned: ([0-9.]+) before, ([0-9.]+) now", RegexOptions.CultureInvariant)]
    private static partial Regex Losses();
}
