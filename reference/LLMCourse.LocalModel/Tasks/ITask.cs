namespace LLMCourse.LocalModels.Tasks;

/// <summary>Makes questions of one kind.</summary>
public interface ITask
{
    /// <summary>Gets its name, for example <c>arithmetic</c>.</summary>
    string Name { get; }

    /// <summary>Makes a question.</summary>
    /// <param name="random">The random choices.</param>
    TaskItem Make(TaskRandom random);
}
