using LLMCourse.Checks;
using LLMCourse.Checks.Protocol;
using static TorchSharp.torch;

namespace LLMCourse.Grader.Worker;

/// <summary>Does before a submission arrives what its first probe would otherwise wait for: loading libtorch, compiling the common paths.</summary>
internal static class Warmup
{
    /// <summary>Warms up, and sets how many threads the library uses.</summary>
    public static void Run()
    {
        set_num_threads(Threads());
        manual_seed(0);
        using (NewDisposeScope())
        {
            var probe = new Probe("warm-up");
            Tensor a = probe.Random.Normal(8, 8);
            probe.Observe("product", a.mm(a));
            probe.Observe("number", 1.0);
            _ = ReplyCodec.Encode(new ProbeReply(ProbeEnd.Completed, probe.Observations, null, null));
        }
    }

    // The C library's environment says it to OpenMP; Debian's libtorch starts with one thread all the same.
    private static int Threads() =>
        int.TryParse(Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), out int threads) && threads > 0 ? threads : Environment.ProcessorCount;
}
