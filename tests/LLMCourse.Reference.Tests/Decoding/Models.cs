using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Decoding;

internal static class Models
{
    /// <summary>A float32 model in which no norm is 1 and no bias 0.</summary>
    public static Gpt Random(GptConfig config, int seed = 1, double scale = 0.15)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using Gpt wide = new Gpt(config).to(ScalarType.Float64);
        Values.Randomise(wide, seed, scale);
        var model = new Gpt(config);
        Dictionary<string, Tensor> own = model.state_dict();
        foreach ((string name, Tensor value) in wide.state_dict())
            _ = own[name].copy_(value);
        return model;
    }

    /// <summary>The uncached logits after every token, <c>[T, V]</c>.</summary>
    public static double[] Logits(Gpt model, params int[] ids)
    {
        using var scope = NewDisposeScope();
        return Values.Of(model.forward(tensor(Array.ConvertAll(ids, id => (long)id)).unsqueeze(0)));
    }

    public static double[] Wide(float[] values) => Array.ConvertAll(values, value => (double)value);
}
