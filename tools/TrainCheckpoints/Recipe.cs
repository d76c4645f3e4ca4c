using LLMCourse.Reference.Training;

namespace LLMCourse.Tools.TrainCheckpoints;

/// <summary>How a checkpoint is made.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Description">What it is, for the manifest.</param>
/// <param name="Options">How it is trained, without the folder of the run.</param>
internal abstract record Recipe(string Name, string Description, TrainerOptions Options)
{
    /// <summary>Gets all recipes.</summary>
    public static IReadOnlyList<Recipe> All { get; } = [CharacterRecipe.Names, CharacterRecipe.MobyDick, ChatRecipe.LocalModel];

    /// <summary>Prepares the run, or the rest of one that was stopped.</summary>
    /// <param name="options"><see cref="Options"/> with the folder of the run.</param>
    /// <returns>The run, which the caller disposes.</returns>
    public abstract Run Begin(TrainerOptions options);
}
