using static TorchSharp.torch;

namespace TorchSharp.Tests;

public sealed class LoadingTests
{
    [Fact]
    public void Libtorch_NamesLibrariesThatItDoesNotUse_LoadsOnlyTheirStandIns()
    {
        ones(1).Dispose();

        string[] loaded = [.. File.ReadLines("/proc/self/maps").Select(line => line.Split(' ')[^1]).Where(path => path.Contains(".so", StringComparison.Ordinal)).Distinct()];

        Assert.Contains(loaded, path => path.Contains("libtorch_cpu", StringComparison.Ordinal));
        string[] unused = ["libopencv_", "libavcodec", "libswscale"];
        Assert.All(loaded.Where(path => unused.Any(Path.GetFileName(path).StartsWith)), path => Assert.Equal("unused", Path.GetFileName(Path.GetDirectoryName(path))));
    }
}
