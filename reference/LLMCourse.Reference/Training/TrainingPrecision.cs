namespace LLMCourse.Reference.Training;

/// <summary>The type in which a run computes losses and gradients. The weights, their moments and checkpoints are
/// the model's own type in either case.</summary>
public enum TrainingPrecision
{
    /// <summary>The type of the model's weights, float32 unless it was moved to another.</summary>
    Float32,

    /// <summary>
    /// bfloat16, for devices that multiply in it: NVIDIA's since Ampere, Intel's CPUs with AMX. Elsewhere it is slower than float32.
    /// </summary>
    BFloat16,
}
