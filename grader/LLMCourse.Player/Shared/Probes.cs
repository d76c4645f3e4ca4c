using System.Diagnostics;
using LLMCourse.Checks;
using LLMCourse.Checks.Playing;

namespace LLMCourse.Player;

/// <summary>What is asked of a player: nothing of it is judged.</summary>
/// <param name="id">The probe's id.</param>
/// <param name="title">What it does.</param>
public abstract class PlayProbe(string id, string title) : Check(id, title)
{
    /// <inheritdoc/>
    public sealed override void Probe(Probe probe)
    {
        ArgumentNullException.ThrowIfNull(probe);
        try
        {
            Play(probe);
        }
        catch when (Parts.Faulty is { } exercise)
        {
            probe.Observe(PlayModel.Fault, exercise);
            throw;
        }
    }

    /// <summary>Does it.</summary>
    protected abstract void Play(Probe probe);
}

/// <summary>Makes the model, and tries every part of it once.</summary>
public sealed class BeginProbe() : PlayProbe(PlayModel.Probe, "makes the model")
{
    /// <inheritdoc/>
    protected override void Play(Probe probe)
    {
        ArgumentNullException.ThrowIfNull(probe);
        Parts.Entered = exercise => probe.Progress(0, exercise);
        try
        {
            Played played = Played.Begin(PlayModel.From(probe.Argument));
            played.Try();
            probe.Observe(PlayModel.Parameters, played.Parameters);
            probe.Observe(PlayModel.HasOwnLayers, played.HasOwnLayers);
        }
        finally
        {
            Parts.Entered = null;
        }
    }
}

/// <summary>Trains for a while.</summary>
public sealed class TrainProbe() : PlayProbe(PlayTraining.Probe, "trains for a while")
{
    /// <inheritdoc/>
    protected override void Play(Probe probe)
    {
        ArgumentNullException.ThrowIfNull(probe);
        PlayTraining wanted = PlayTraining.From(probe.Argument);
        List<double> losses = [];
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds is var passed && passed < wanted.Seconds)
        {
            double done = (wanted.Before + (wanted.InSteps ? losses.Count : passed)) / wanted.Total;
            if (done >= 1) break;
            losses.Add(Played.Current.Step(done));
        }

        probe.Observe(PlayTraining.Losses, losses);
    }
}

/// <summary>Measures the loss on what is not learned.</summary>
public sealed class MeasureProbe() : PlayProbe(PlayTraining.MeasureProbe, "measures the loss")
{
    /// <inheritdoc/>
    protected override void Play(Probe probe)
    {
        ArgumentNullException.ThrowIfNull(probe);
        probe.Observe(PlayTraining.Losses, [Played.Current.Measure()]);
    }
}

/// <summary>Writes text.</summary>
public sealed class WriteProbe() : PlayProbe(PlayWriting.Probe, "writes text")
{
    /// <inheritdoc/>
    protected override void Play(Probe probe)
    {
        ArgumentNullException.ThrowIfNull(probe);
        Written written = Played.Current.Write(PlayWriting.From(probe.Argument));
        probe.Observe(PlayWriting.Written, written.Text);
        if (written.Speeds is not var (cached, anew)) return;
        probe.Observe(PlayWriting.Cached, cached);
        probe.Observe(PlayWriting.Anew, anew);
    }
}
