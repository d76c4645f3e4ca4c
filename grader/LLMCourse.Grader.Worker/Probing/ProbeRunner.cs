using System.Globalization;
using LLMCourse.Checks;
using LLMCourse.Checks.Protocol;
using static TorchSharp.torch;

namespace LLMCourse.Grader.Worker.Probing;

/// <summary>Runs one probe from a clean state and says how it ended.</summary>
internal sealed class ProbeRunner(SubmissionContext context)
{
    private readonly ExceptionClassifier _classifier = new(context.Submission);

    /// <summary>Runs a check's probe on a thread of its own.</summary>
    public ProbeReply Run(string checkId, string argument, Action<double, string> progress)
    {
        using var thread = new ProbeThread();
        return Observe(thread, checkId, checkId, argument, progress, (check, probe) =>
        {
            using IDisposable scope = NewDisposeScope();
            check.Probe(probe);
            probe.Dispose();
        });
    }

    /// <summary>Runs <paramref name="body"/> on <paramref name="thread"/> and reports what it observed and how it ended.</summary>
    public ProbeReply Observe(ProbeThread thread, string checkId, string seed, string argument, Action<double, string>? progress,
        Action<Check, Probe> body)
    {
        ProbeReply? reply = null;
        thread.Do(() =>
        {
            CapturedOutput output = ResetState(seed);
            _ = CutCode.Take();
            Probe? probe = null;
            ProbeThread.AnswerToNativeError =
                error => new ProbeReply(ProbeEnd.Threw, [], _classifier.Describe(error), output.Text) { Reached = CutCode.Take() };
            try
            {
                Check check = context.Check(checkId);
                probe = new Probe(seed, progress, argument);
                body(check, probe);
                ObservationBudget.Check(probe.Observations);
                reply = new ProbeReply(ProbeEnd.Completed, probe.Observations, null, output.Text);
            }
            catch (ObservationBudgetException e)
            {
                reply = new ProbeReply(ProbeEnd.Threw, [], _classifier.Describe(e), output.Text);
            }
            catch (Exception e)
            {
                (ProbeEnd end, ThrownInfo info) = _classifier.Classify(e);
                IReadOnlyList<Observation> seen = probe?.Observations ?? [];
                reply = new ProbeReply(end, ObservationBudget.Fits(seen) ? seen : [], info, output.Text);
            }
            finally
            {
                ProbeThread.AnswerToNativeError = null;
            }
        });
        return reply! with { Reached = CutCode.Take() };
    }

    // What one probe may have changed for the next: the library's generator and default type, culture, console.
    private static CapturedOutput ResetState(string seed)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        var output = new CapturedOutput();
        Console.SetOut(output);
        Console.SetError(output);
        Console.SetIn(TextReader.Null);
        set_default_dtype(ScalarType.Float32);
        _ = manual_seed((long)(CheckRandom.For(seed).NextDouble() * (1L << 53)));
        return output;
    }
}
