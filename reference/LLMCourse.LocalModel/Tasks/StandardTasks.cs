namespace LLMCourse.LocalModels.Tasks;

/// <summary>The settings of the tasks that the model is measured on.</summary>
public static class StandardTasks
{
    /// <summary>Gets the tasks by name; what a name says beside the task is the setting.</summary>
    public static IReadOnlyDictionary<string, ITask> All { get; } = new SortedDictionary<string, ITask>(StringComparer.Ordinal)
    {
        ["arithmetic-direct"] = new ArithmeticTask(),
        ["arithmetic-steps"] = new ArithmeticTask { Steps = true },
        ["copy"] = new CopyTask(),
        ["kinds"] = new KindTask(),
        ["labels-few-shot"] = new LabelTask(),
        ["labels-few-shot-lines"] = new LabelTask { Layout = ShotLayout.Lines },
        ["labels-zero-shot"] = new LabelTask { Shots = 0 },
        ["lookup"] = new LookupTask(),
        ["refusal"] = new RefusalTask(),
        ["sort"] = new SortTask(),
        ["sums"] = new SumTask(),
        ["tools"] = new ToolTask(),
        ["tools-result"] = new ToolTask { HasResult = true },
        ["translation"] = new TranslationTask(),
    };
}
