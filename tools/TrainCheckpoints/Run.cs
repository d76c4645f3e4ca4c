using LLMCourse.Reference;
using LLMCourse.Reference.Training;

namespace LLMCourse.Tools.TrainCheckpoints;

/// <summary>A training run.</summary>
/// <param name="Model">What is trained, which this object disposes.</param>
/// <param name="Trainer">What trains it, which this object disposes.</param>
/// <param name="Save">Writes the checkpoint into a folder.</param>
/// <param name="ValidationLoss">Tells the loss on what was not trained on, nats per token, when the run is complete.</param>
internal sealed record Run(Gpt Model, Trainer Trainer, Action<string> Save, Func<double> ValidationLoss) : IDisposable
{
    public void Dispose()
    {
        Trainer.Dispose();
        Model.Dispose();
    }
}
