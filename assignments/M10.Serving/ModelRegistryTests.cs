using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using VerifyXunit;

namespace LLMCourse.M10;

[Trait("Exercise", "M10.E5")]
public sealed class ModelRegistryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("registry-");
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly ModelRegistry _registry;

    public ModelRegistryTests()
    {
        _connection.Open();
        _registry = new ModelRegistry(_connection, Path.Combine(_folder.FullName, "files"));
    }

    public void Dispose()
    {
        _connection.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact(DisplayName = "M10.E5 A file that is not what its maker has told is refused, and nothing is kept")]
    public void Publish_WrongHash_KeepsNothing()
    {
        string path = Make("weights");
        _ = Assert.Throws<InvalidDataException>(() => _registry.Publish("m", path, new string('0', 64)));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.FullName, "files")));
        Assert.Equal(1, _registry.Publish("m", path, Hash("weights")));
        Assert.Equal(2, _registry.Publish("m", Make("better weights"), Hash("better weights")));
    }

    [Fact(DisplayName = "M10.E5 A file that was changed later is not opened")]
    public void Open_Changed_IsRefused()
    {
        _ = _registry.Publish("m", Make("weights"), Hash("weights"));
        using (StreamReader reader = new(_registry.Open("m", 1))) Assert.Equal("weights", reader.ReadToEnd());
        File.WriteAllText(Path.Combine(_folder.FullName, "files", Hash("weights")), "weighty");
        _ = Assert.Throws<InvalidDataException>(() => _registry.Open("m", 1));
    }

    [Fact(DisplayName = "M10.E5 Worked by hand: max is number 4 of 0 to 99, so that a canary of 5 % has him")]
    public void Route_Canary_IsSticky()
    {
        // printf '1:m,1:2,3:max,' | sha256sum begins with ad3fea970628b7b8, which is 12483954626458597304: modulo 100 it is 4.
        Two();
        int[] shares = [.. Enumerable.Range(1, 100).Where(percent =>
        {
            _registry.SetCanary("m", 2, percent);
            return _registry.Route("m", "max") == 2;
        })];
        Assert.Equal(Enumerable.Range(5, 96), shares);
    }

    [Fact(DisplayName = "M10.E5 The life of a version")]
    public async Task Versions_PromotedAndRolledBack_Serve()
    {
        List<string> log = [];
        void Note(string what) => log.Add($"{what}: {string.Join(' ', Enumerable.Range(0, 20).Select(i => _registry.Route("m", $"user {i}")))}");
        Two();
        Note("version 1");
        _registry.SetCanary("m", 2, 30);
        Note("30 % of version 2");
        _registry.SetCanary("m", 2, 60);
        Note("60 % of version 2");
        _registry.Promote("m", 2);
        Note("version 2");
        Assert.Equal(1, _registry.Rollback("m"));
        Note("rolled back");
        _ = Assert.Throws<InvalidOperationException>(() => _registry.Rollback("m"));
        _ = await Verifier.Verify(string.Join('\n', log));
    }

    [Fact(DisplayName = "M10.E5 A model is disposed when it serves no more and its last lease ends")]
    public void Swap_WithLeases_DisposesLater()
    {
        using MemoryStream first = new(), second = new();
        using ModelHolder<MemoryStream> holder = new(first);
        ModelLease<MemoryStream> one = holder.Acquire(), two = holder.Acquire();
        holder.Swap(second);
        using (ModelLease<MemoryStream> three = holder.Acquire()) Assert.Same(second, three.Model);
        one.Dispose();
        Assert.True(first.CanRead);
        two.Dispose();
        Assert.False(first.CanRead);
        Assert.True(second.CanRead);
    }

    private void Two()
    {
        _ = _registry.Publish("m", Make("one"), Hash("one"));
        _ = _registry.Publish("m", Make("two"), Hash("two"));
        _registry.Promote("m", 1);
    }

    private string Make(string text)
    {
        string path = Path.Combine(_folder.FullName, "upload");
        File.WriteAllText(path, text);
        return path;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}
