namespace LLMCourse.Grading.Compiling.Examining;

/// <summary>The process that compiles: it answers requests on its standard input until that ends.</summary>
internal static class ExaminerServer
{
    /// <summary>Runs until the grader goes.</summary>
    internal static async Task RunAsync(Stream input, Stream output, CancellationToken cancellation)
    {
        Warmup.Run();
        await ExaminerWire.WriteAsync(output, ExaminerWire.Ready, ExaminerJson.Default.String, cancellation).ConfigureAwait(false);
        Task<ExamineRequest?> next = ExaminerWire.ReadAsync(input, ExaminerJson.Default.ExamineRequest, cancellation);
        while (await next.ConfigureAwait(false) is { } request)
        {
            // The grader sends one request at a time: what ends this reading early is its own end, and no reason to compile on.
            next = ExaminerWire.ReadAsync(input, ExaminerJson.Default.ExamineRequest, cancellation);
            Task<ExamineReply> work = Task.Run(() => Answer(request, cancellation), cancellation);
            if (await Task.WhenAny(work, next).ConfigureAwait(false) == next) return;
            ExamineReply reply = await work.ConfigureAwait(false);
            await ExaminerWire.WriteAsync(output, reply, ExaminerJson.Default.ExamineReply, cancellation).ConfigureAwait(false);
            if (reply.Examination is null) return;
        }
    }

    private static ExamineReply Answer(ExamineRequest request, CancellationToken cancellation)
    {
        try
        {
            return new ExamineReply(Examiner.Examine(request, cancellation), null, null);
        }
        catch (OutOfMemoryException)
        {
            return new ExamineReply(null, "it needed more memory than there is for it", null);
        }
        catch (Exception e) when (IsOfCompiler(e))
        {
            return new ExamineReply(null, $"it failed with {e.GetType().Name}: {e.Message}", null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // No fault of the submission: it must not cost points, and has to be seen.
            return new ExamineReply(null, null, e.ToString());
        }
    }

    private static bool IsOfCompiler(Exception e) =>
        e.TargetSite?.DeclaringType?.Assembly.GetName().Name is { } name
            && name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal);
}
