namespace LLMCourse.Grader.Commands.Watch;

/// <summary>Shows how a watch goes.</summary>
internal interface IWatchView : IDisposable
{
    /// <summary>Shows a moment.</summary>
    void Show(WatchState state);
}
