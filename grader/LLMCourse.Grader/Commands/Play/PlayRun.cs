using System.Diagnostics;
using System.Globalization;
using LLMCourse.Checks;
using LLMCourse.Checks.Playing;
using LLMCourse.Grading.Playing;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grader.Commands.Play;

/// <summary>Trains the model and writes text with it; where a part of the student's goes wrong, begins
/// again with the reference's in its place.</summary>
internal sealed class PlayRun(WorkerPool workers, PlayParts parts, PlayText text, PlayOptions options, PlayView view)
{
    private const double Slice = 1;
    private const int SampleTokens = 120;

    // Of what takes a second. A part that never comes back is told so after this.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private PlayParts _parts = parts;
    private (double Cached, double Anew)? _speeds;

    /// <summary>Runs.</summary>
    /// <param name="stop">Ends the training; what was learned is written with all the same.</param>
    /// <param name="end">Ends everything.</param>
    public async Task<ExitCode> RunAsync(CancellationToken stop, CancellationToken end)
    {
        view.Line("Your model, made of:");
        view.Parts(_parts.Parts);
        while (true)
        {
            try
            {
                return await PlayAsync(stop, end).ConfigureAwait(false);
            }
            catch (PlayFaultException e) when (e.Exercise is { } exercise && _parts.Own.Contains(exercise))
            {
                string place = e.Place is { } at ? $" ({NoteMarkdown.Plain(at with { Column = 0 })})" : "";
                view.Line();
                view.Line($"Your part of {exercise} failed in the model: {e.Message}{place}");
                view.Line($"The reference's takes its place, and the training begins again. To look into yours: ./course grade {_parts.Played.Id} --only {exercise}");
                _parts = _parts.Without(exercise, "yours failed in training");
            }
            catch (PlayFaultException e)
            {
                view.Line();
                view.Line($"The model could not go on: {e.Message}");
                view.Line($"Which part it was is not known. Leave yours out one by one, as in: ./course play {_parts.Played.Id} --reference {(_parts.Own is [.., var last] ? last : _parts.Played.Exercises[^1])}");
                return ExitCode.Incomplete;
            }
        }
    }

    private async Task<ExitCode> PlayAsync(CancellationToken stop, CancellationToken end)
    {
        await using PlaySession player = PlaySession.Open(workers, _parts.Build, _parts.Played.Player);
        IReadOnlyList<Observation> made = await player.AskAsync(PlayModel.Probe,
            new PlayModel(text.Text, _parts.Own, options.Seed).ToArgument(), Limit, end).ConfigureAwait(false);
        if (made.OfType<FlagObservation>().Any(seen => seen is { Name: PlayModel.HasOwnLayers, Value: false })
            && _parts.Own.Intersect(["M02.E4", "M02.E5", "M02.E6"]).Any())
            view.Line("Your block does not write Reference.MultiHeadAttention and so on where it makes its layers, so that the reference's stay in it.");
        string size = made.OfType<NumberObservation>()
            .First(seen => seen.Name == PlayModel.Parameters).Value.ToString("N0", CultureInfo.InvariantCulture);
        double before = await MeasureAsync(player, end).ConfigureAwait(false);
        view.Line(string.Create(CultureInfo.InvariantCulture,
            $"{size} parameters; {text.Name}, {text.Text.Length:N0} characters, of which the last tenth is not learned. Loss there: {before:0.000} nats a character."));
        view.Sample("What it writes before training:", text.Prompt,
            await WriteAsync(player, Math.Min(SampleTokens, options.Tokens), end).ConfigureAwait(false));

        bool isStopped = await TrainAsync(player, stop, end).ConfigureAwait(false);
        double after = await MeasureAsync(player, end).ConfigureAwait(false);
        view.Line(string.Create(CultureInfo.InvariantCulture,
            $"{(isStopped ? "Stopped. " : "")}Loss on what was not learned: {before:0.000} before, {after:0.000} now."));
        view.Sample("What it writes now:", text.Prompt, await WriteAsync(player, options.Tokens, end).ConfigureAwait(false));
        if (_speeds is var (cached, anew))
            view.Line(string.Create(CultureInfo.InvariantCulture,
                $"With your cache {cached:N0} characters a second; {anew:N0} when everything is computed anew for each."));
        return isStopped ? ExitCode.Interrupted : ExitCode.Passed;
    }

    /// <summary>Trains in slices, so that it can be stopped between two and the curve grows.</summary>
    /// <returns>Whether it was stopped.</returns>
    private async Task<bool> TrainAsync(PlaySession player, CancellationToken stop, CancellationToken end)
    {
        List<double> losses = [];
        double total = options.Steps ?? options.Time.TotalSeconds;
        string until = options.Steps is { } steps
            ? string.Create(CultureInfo.InvariantCulture, $"{steps} steps")
            : string.Create(CultureInfo.InvariantCulture, $"{total:0} s");
        Stopwatch clock = Stopwatch.StartNew();
        view.Begin();
        while (!stop.IsCancellationRequested && Done() < total)
        {
            PlayTraining slice = new(Slice, Done(), total, options.Steps is not null);
            IReadOnlyList<Observation> seen = await player.AskAsync(PlayTraining.Probe, slice.ToArgument(), Limit, end)
                .ConfigureAwait(false);
            losses.AddRange(((TensorObservation)seen[0]).Values);
            view.Progress(losses, clock.Elapsed.TotalSeconds, until, isLast: stop.IsCancellationRequested || Done() >= total);
        }

        return Done() < total;

        double Done() => options.Steps is null ? clock.Elapsed.TotalSeconds : losses.Count;
    }

    private static async Task<double> MeasureAsync(PlaySession player, CancellationToken end)
    {
        IReadOnlyList<Observation> seen = await player.AskAsync(PlayTraining.MeasureProbe, "", Limit, end).ConfigureAwait(false);
        return ((TensorObservation)seen[0]).Values[0];
    }

    private async Task<string> WriteAsync(PlaySession player, int tokens, CancellationToken end)
    {
        PlayWriting wanted = new(text.Prompt, tokens, options.Sampling, options.Seed);
        IReadOnlyList<Observation> seen = await player.AskAsync(PlayWriting.Probe, wanted.ToArgument(),
            Limit + TimeSpan.FromSeconds(0.1 * tokens), end).ConfigureAwait(false);
        double? Number(string name) => seen.OfType<NumberObservation>().FirstOrDefault(number => number.Name == name)?.Value;
        _speeds = Number(PlayWriting.Cached) is { } cached && Number(PlayWriting.Anew) is { } anew ? (cached, anew) : null;
        return ((TextObservation)seen[0]).Value ?? "";
    }
}
