namespace LLMCourse.Grading.Sandbox;

/// <summary>Which instructions libtorch and MKL compute with in a worker.</summary>
public enum CpuKernels
{
    /// <summary>The best that the processor has.</summary>
    Native,

    /// <summary>AVX2 at most, as on processors from 2013 on.</summary>
    Avx2,

    /// <summary>Those that every x86-64 processor has.</summary>
    Default,
}
