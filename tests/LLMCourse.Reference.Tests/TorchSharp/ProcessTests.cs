using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.TorchSharpBehaviour;

/// <summary>Pinned so that an update that reports errors in another way, or keeps settings
/// elsewhere than in a thread, is noticed.</summary>
[Collection(GlobalGenerator.Name)]
public sealed class ProcessTests
{
    [Fact]
    public void Error_OfLibtorch_IsAnExternalExceptionWithItsMessageFirst()
    {
        using var scope = NewDisposeScope();
        Tensor x = zeros(2, 3);

        ExternalException thrown = Pin.Throws<ExternalException>(() => x.mm(x), "an error of libtorch is an ExternalException");

        Pin.That(thrown.Message.Split('\n')[0] == "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)",
            "the first line is libtorch's message");
    }

    [Fact]
    public void Tensor_Disposed_ThrowsInvalidOperation()
    {
        Tensor x = zeros(1);
        x.Dispose();

        _ = Pin.Throws<InvalidOperationException>(() => x.shape, "using a disposed tensor throws InvalidOperationException");
    }

    [Fact]
    public void NoGrad_OnAnotherThread_DoesNotHold()
    {
        bool other = false;
        using (no_grad())
        {
            var thread = new Thread(() => other = is_grad_enabled());
            thread.Start();
            thread.Join();
            Pin.That(other && !is_grad_enabled(), "no_grad holds on its own thread only",
                "reference/LLMCourse.Reference/Training/DataParallel.cs");
        }
    }

    [Fact]
    public void SetNumThreads_OnAnotherThread_LeavesThisOne()
    {
        int before = get_num_threads(), other = 0;
        var thread = new Thread(() =>
        {
            set_num_threads(before + 1);
            other = get_num_threads();
        });
        thread.Start();
        thread.Join();

        Pin.That(other == before + 1 && get_num_threads() == before, "set_num_threads holds on its own thread only",
            "reference/LLMCourse.Reference/Training/DataParallel.cs");
    }

    [Fact]
    public void SetDefaultDtype_OfFloat64_DoesNotTouchLiterals()
    {
        ChildResult result = Child.Run("""
            using TorchSharp;
            torch.set_default_dtype(torch.ScalarType.Float64);
            System.Console.WriteLine($"{torch.zeros(1).dtype} {torch.tensor(1.5f).dtype}");
            """);

        Pin.That(result.Output.Trim() == "Float64 Float32",
            $"set_default_dtype(Float64) leaves tensor(1.5f) float32 (here: {result.Output.Trim()} {result.Error})");
    }

    [Fact]
    public void Matmul_OfShapesThatDoNotFit_EndsTheProcess()
    {
        ChildResult result = Child.Run("""
            using TorchSharp;
            try { torch.matmul(torch.zeros(2, 3), torch.zeros(2, 3)); }
            catch (System.Exception e) { System.Console.WriteLine($"caught {e.GetType().Name}"); }
            System.Console.WriteLine("went on");
            """);

        Pin.That(result.ExitCode != 0 && !result.Output.Contains("went on", StringComparison.Ordinal),
            $"torch.matmul on shapes that do not fit ends the process, and no catch helps (exit code {result.ExitCode}, {result.Output})");
        Pin.That(result.Error.Contains("size mismatch", StringComparison.Ordinal) || result.Error.Contains("shapes cannot be multiplied",
            StringComparison.Ordinal), $"what it writes before it ends names the shapes: {result.Error}");
    }
}
