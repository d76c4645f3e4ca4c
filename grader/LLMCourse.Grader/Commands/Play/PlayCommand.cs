using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using LLMCourse.Checks.Playing;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grader.Commands.Learning;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Sandbox;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grader.Commands.Play;

/// <summary><c>grader play</c>: puts a model together from the student's own parts, trains it and writes text with it.</summary>
internal static class PlayCommand
{
    private const double MostMinutes = 600;

    public static Command Create()
    {
        Argument<string?> path = new("path")
        {
            Description = "M02 or M05 for your own work on the module, or a folder that holds it. Default: M02.",
            Arity = ArgumentArity.ZeroOrOne
        };
        Option<double> minutes = new("--minutes") { Description = "How long to train.", DefaultValueFactory = _ => 2, HelpName = "N" };
        minutes.Validators.Add(
            result => Require(result.Is<double>(value => value is > 0 and <= MostMinutes), result, "must be above 0 and at most 600"));
        Option<int?> steps = new("--steps")
        {
            Description = "How many steps to train, whatever time they take; 0 writes with untrained weights.",
            HelpName = "N"
        };
        steps.Validators.Add(
            result => Require(result.Is<int?>(value => value is >= 0 and <= 1_000_000), result, "must be from 0 to 1000000"));
        Option<string?> text =
            new("--text") { Description = "The text to learn, in UTF-8. Default: Moby Dick, from data/.", HelpName = "FILE" };
        Option<string?> prompt = new("--prompt")
        {
            Description = "What the written text begins with. Default: the beginning of the text to learn.",
            HelpName = "TEXT"
        };
        Option<int> tokens =
            new("--tokens") { Description = "How many characters to write.", DefaultValueFactory = _ => 400, HelpName = "N" };
        tokens.Validators.Add(result => Require(result.Is<int>(value => value is >= 1 and <= 4000), result, "must be from 1 to 4000"));
        Option<double> temperature =
            new("--temperature")
            {
                Description = "0 takes the likeliest character each time; above 1 is bolder.",
                DefaultValueFactory = _ => 0.8,
                HelpName = "T"
            };
        temperature.Validators.Add(result => Require(result.Is<double>(value => value is >= 0 and <= 10), result, "must be from 0 to 10"));
        Option<int> topK = new("--top-k")
        {
            Description = "Draw from the K likeliest characters alone; 0 for all. This and the next three are M05's.",
            HelpName = "K"
        };
        topK.Validators.Add(result => Require(result.Is<int>(value => value >= 0), result, "must be at least 0"));
        Option<double> topP = new("--top-p")
        {
            Description = "Draw from the likeliest that hold probability P together; 1 for all.",
            DefaultValueFactory = _ => 1,
            HelpName = "P"
        };
        topP.Validators.Add(result => Require(result.Is<double>(value => value is > 0 and <= 1), result, "must be above 0 and at most 1"));
        Option<double> minP = new("--min-p")
        {
            Description = "Draw from what is at least M times as likely as the likeliest; 0 for all.",
            HelpName = "M"
        };
        minP.Validators.Add(result => Require(result.Is<double>(value => value is >= 0 and <= 1), result, "must be from 0 to 1"));
        Option<double> penalty = new("--repetition-penalty")
        {
            Description = "Above 1 makes what has occurred less likely; 1 is none.",
            DefaultValueFactory = _ => 1,
            HelpName = "F"
        };
        penalty.Validators.Add(result => Require(result.Is<double>(value => value is >= 1 and <= 100), result, "must be from 1 to 100"));
        Option<int> seed = new("--seed")
        {
            Description = "Equal seeds and equal --steps give equal weights and text.",
            DefaultValueFactory = _ => 1,
            HelpName = "N"
        };
        seed.Validators.Add(result => Require(result.Is<int>(value => value >= 0), result, "must be at least 0"));
        Option<string[]> reference =
            new("--reference")
            {
                Description = "Take the reference's part in the place of yours, such as M02.E4.",
                HelpName = "EXERCISE",
                AllowMultipleArgumentsPerToken = true
            };
        Option<string?> reports = StatusCommand.Reports(), course = SharedOptions.Course();
        Option<SandboxMode> sandbox = SharedOptions.Sandbox();
        Command command = new("play",
            "Run your own model: your parts of M02, or your sampler and cache of M05, where they pass, the reference's where not, trained for two minutes. Nothing is graded.")
        {
            path, minutes, steps, text, prompt, tokens, temperature, topK, topP, minP, penalty, seed, reference, sandbox, reports, course,
        };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() => RunAsync(
            CourseLayout.Find(parsed.GetValue(course)),
            parsed.GetValue(path),
            parsed.GetValue(reports),
            parsed.GetValue(sandbox),
            new PlayOptions(
                parsed.GetValue(text), TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(steps), parsed.GetValue(prompt),
                parsed.GetValue(tokens),
                new PlaySampling(parsed.GetValue(temperature), parsed.GetValue(topK), parsed.GetValue(topP), parsed.GetValue(minP),
                    parsed.GetValue(penalty)),
                parsed.GetValue(seed),
                [.. (parsed.GetValue(reference) ?? []).Select(id => SharedOptions.Exercise(id).Text)]),
            cancellation)));
        return command;
    }

    private static void Require(bool holds, System.CommandLine.Parsing.OptionResult result, string rule)
    {
        // What is no number at all the library says itself.
        if (!holds && result.Tokens.Count == 1
            && double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            result.AddError($"{result.IdentifierToken?.Value ?? "The option"} is {result.Tokens[0].Value}; it {rule}.");
    }

    private static async Task<ExitCode> RunAsync(CourseLayout layout, string? path, string? reports, SandboxMode sandbox,
        PlayOptions options, CancellationToken stop)
    {
        string current = Directory.GetCurrentDirectory();
        string first = PlayedModule.Attention.Id;
        (string folder, string module) = ModuleGuess.Submission(path ?? first, path is null ? first : null, layout);
        PlayedModule played = PlayedModule.All.FirstOrDefault(m => module.StartsWith(m.Id, StringComparison.Ordinal))
            ?? throw new CourseException(
                $"{module} has no parts of a language model that could be played; M02 and M05 have: ./course play {first}");
        if (played != PlayedModule.Decoding && options.Sampling != new PlaySampling(options.Sampling.Temperature))
            throw new CourseException(
                "--top-k, --top-p, --min-p and --repetition-penalty are what M05's logit processors do: ./course play M05");
        PlayText text = PlayText.Read(options);

        // Training takes long by intent: a worker's limit of processor time must not end it.
        TimeSpan time = TimeSpan.FromMinutes(MostMinutes + 60);
        await using ModuleGraders graders = new(layout,
            new WorkerPoolOptions { Sandbox = sandbox, Limits = new SandboxLimits { CpuTime = time * Environment.ProcessorCount } });

        // The first Ctrl-C ends the training, the second ends everything.
        using CancellationTokenSource end = new();
        void OnInterrupt(PosixSignalContext context)
        {
            if (stop.IsCancellationRequested) end.Cancel();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnInterrupt);
        PlayParts parts = await PlayParts.FindAsync(graders, played, module, folder, reports ?? ReportsFolder.Of(layout, current),
            options.Reference, stop).ConfigureAwait(false);
        return await new PlayRun(graders.Workers, parts, text, options, PlayView.On(Console.Out, Console.IsOutputRedirected)).RunAsync(stop,
            end.Token).ConfigureAwait(false);
    }
}
