using System.Text;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.M10;

[Trait("Exercise", "M10.E1")]
public sealed class RequestReaderTests
{
    [Fact(DisplayName = "M10.E1 a request as the documentation of OpenAI shows it is read")]
    public void Read_AUsualRequest_GivesTurnsAndOptions()
    {
        EndpointRequest request = Read("""{"model":"m","messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":"Hi"}],"temperature":0.5,"max_tokens":9,"stop":"\n","stream":true,"stream_options":{"include_usage":true}}""");
        Assert.Equal([ChatTurn.System("Be brief."), ChatTurn.User("Hi")], request.Turns);
        Assert.Equal((0.5, null, 0UL), (request.Options.Sampling.Temperature, request.Options.Sampling.TopP, request.Options.Sampling.Seed));
        Assert.Equal(9, request.Options.MaxTokens);
        Assert.Equal(["\n"], request.Options.Stop);
        Assert.True(request.IsStream && request.IncludeUsage);
    }

    [Theory(DisplayName = "M10.E1 a fault says where it is")]
    [InlineData("""[1""", 400, "invalid_json", null)]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}]}""", 400, "missing_required_parameter", "model")]
    [InlineData("""{"model":"gpt-9","messages":[{"role":"user","content":"Hi"}]}""", 404, "model_not_found", "model")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Hi"},{"role":"robot","content":"Hi"}]}""", 400, "invalid_value", "messages[1].role")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Hi"}],"max_tokens":0}""", 400, "invalid_value", "max_tokens")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":"yes"}""", 400, "invalid_type", "stream")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Hi"}],"stop":["a",""]}""", 400, "invalid_value", "stop[1]")]
    public void Read_AFault_IsNamed(string body, int status, string code, string? param)
    {
        ApiException fault = Assert.Throws<ApiException>(() => Read(body));
        Assert.Equal((status, code, param), (fault.Status, fault.Code, fault.Param));
        Assert.NotEmpty(fault.Message);
    }

    private static EndpointRequest Read(string body) => RequestReader.Read(Encoding.UTF8.GetBytes(body), "m");
}
