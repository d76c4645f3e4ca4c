using LLMCourse.Reference.Decoding;

namespace LLMCourse.M09;

[Trait("Exercise", "M09.E6")]
public sealed class EmbeddingModelTests
{
    [Fact(DisplayName = "M09.E6 Worked by hand: a word of one letter")]
    public void Encode_OneLetter_IsTheSignsOfItsFeature()
    {
        // ^x$ is a feature twice, as a word and as a run of three characters: all signs count 2, and the length is 2·√4.
        ulong bits = new Xoshiro256(FeatureHash.Of("^x$") ^ 5).NextUInt64();
        float[] expected = [.. Enumerable.Range(0, 4).Select(i => (bits >> i & 1) == 1 ? 0.5f : -0.5f)];
        Assert.Equal(expected, new EmbeddingModel(4, seed: 5).Encode("x"));
    }

    [Fact(DisplayName = "M09.E6 Every text has a vector of length 1, but for one without words")]
    public void Encode_Length()
    {
        EmbeddingModel model = new(100);
        model.Fit(["a cat", "a dog", ""]);
        Assert.Equal(1, Math.Sqrt(model.Encode("cats and dogs").Sum(x => (double)x * x)), 1e-6);
        Assert.Equal(new float[100], model.Encode("?!"));
    }

    [Fact(DisplayName = "M09.E6 A word written a little differently stays near")]
    public void Encode_Inflected_IsNearer()
    {
        EmbeddingModel model = new();
        float[] query = model.Encode("swimming pools");
        Assert.True(Cosine(query, model.Encode("the swiming pool")) > Cosine(query, model.Encode("the train station")) + 0.2);

        static double Cosine(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
    }
}
