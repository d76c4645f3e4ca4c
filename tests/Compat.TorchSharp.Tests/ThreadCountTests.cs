using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

[Collection(ProcessWideState.Name)]
public sealed class ThreadCountTests
{
    [Fact]
    public void SetNumThreads_HoldsForMatrixProductsToo()
    {
        int before = get_num_threads();
        try
        {
            set_num_threads(1);
            Assert.Equal((1, 1), (get_num_threads(), OpenBlasThreads()));
        }
        finally
        {
            set_num_threads(before);
        }

        Assert.Equal((before, before), (get_num_threads(), OpenBlasThreads()));
    }

    [DllImport("libopenblas.so.0", EntryPoint = "openblas_get_num_threads"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenBlasThreads();
}
