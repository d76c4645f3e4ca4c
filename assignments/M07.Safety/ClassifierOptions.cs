namespace LLMCourse.M07;

/// <summary>How a classifier is trained.</summary>
public sealed record ClassifierOptions
{
    /// <summary>Gets the length of a text's vector; at least 1. The default is 65,536.</summary>
    public int Buckets { get; init; } = 1 << 16;

    /// <summary>Gets the most words of an n-gram; at least 1. The default is 2.</summary>
    public int LongestNGram { get; init; } = 2;

    /// <summary>Gets the number of steps over all texts; at least 1. The default is 60.</summary>
    public int Steps { get; init; } = 60;

    /// <summary>Gets the learning rate; above 0. The default is 6: vectors have length 1, so that steps below 8 do not overshoot the bias.</summary>
    public double LearningRate { get; init; } = 6;

    /// <summary>Gets the weight of the penalty ½‖w‖²; 0 or more. The default is 1e-5. The bias has none.</summary>
    public double L2 { get; init; } = 1e-5;

    /// <summary>Gets how many threads may compute; at least 1. The default is 1. The model is the same to the last bit, whatever it is.</summary>
    public int Threads { get; init; } = 1;
}
