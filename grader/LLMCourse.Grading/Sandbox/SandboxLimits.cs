namespace LLMCourse.Grading.Sandbox;

/// <summary>What one worker may use.</summary>
public sealed record SandboxLimits
{
    /// <summary>Gets the address space in bytes; the default is 7 GiB and 128 MiB for each core, for the stacks of its threads.</summary>
    /// <remarks>An idle worker has reserved 5.2 GiB on two cores and uses 190 MiB of it; what is left is for tensors.</remarks>
    public long AddressSpaceBytes { get; init; } = (7L << 30) + (Environment.ProcessorCount * (128L << 20));

    /// <summary>Gets the managed heap in bytes. The default is 1 GiB.</summary>
    public long HeapBytes { get; init; } = 1L << 30;

    /// <summary>Gets how many threads there may be. The default is 96 and 4 for each core.</summary>
    public int Processes { get; init; } = 96 + (4 * Environment.ProcessorCount);

    /// <summary>Gets the size of a file in bytes. The default is 16 MiB.</summary>
    public long FileBytes { get; init; } = 16L << 20;

    /// <summary>Gets the size of the scratch folder in bytes. The default is 64 MiB.</summary>
    public long ScratchBytes { get; init; } = 64L << 20;

    /// <summary>Gets how many files may be open. The default is 256.</summary>
    public int OpenFiles { get; init; } = 256;

    /// <summary>Gets the CPU time of a worker's whole life, over all threads. The default is 30 min: the clock
    /// of each check is what stops a loop.</summary>
    public TimeSpan CpuTime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Gets how many threads the tensor library uses. The default is the number of cores.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Gets which instructions the tensor library computes with. The default is the processor's best; authors try others, so that
    /// no grade depends on it.</summary>
    public CpuKernels Kernels { get; init; }
}
