using LLMCourse.Grader.Worker.Confinement;

namespace LLMCourse.Grader.Worker.Tests.Confinement;

/// <summary>Runs the filter's program in a small interpreter, so that it is tested for both architectures on either.</summary>
public sealed class SeccompFilterTests
{
    private const uint Allow = 0x7FFF_0000;
    private const uint Kill = 0x8000_0000;
    private const uint NotPermitted = 0x0005_0001;
    private const uint NotImplemented = 0x0005_0026;
    private const int Me = 42;

    [Theory]
    [InlineData(true, 0xC000_003E, 0, 0, Allow)] // read
    [InlineData(true, 0xC000_003E, 57, 0, NotPermitted)] // fork
    [InlineData(true, 0xC000_003E, 41, 0, NotPermitted)] // socket
    [InlineData(true, 0xC000_003E, 435, 0, NotImplemented)] // clone3
    [InlineData(true, 0xC000_003E, 56, 0x3D0F00, Allow)] // clone of a thread
    [InlineData(true, 0xC000_003E, 56, 0x11, NotPermitted)] // clone of a process
    [InlineData(true, 0xC000_003E, 234, Me, Allow)] // tgkill of itself
    [InlineData(true, 0xC000_003E, 234, 1, NotPermitted)]
    [InlineData(true, 0xC000_003E, 302, 0, Allow)] // prlimit64 of itself
    [InlineData(true, 0xC000_003E, 302, 1, NotPermitted)]
    [InlineData(true, 0xC000_003E, 0x4000_0000, 0, Kill)] // x32
    [InlineData(true, 0x4000_0003, 0, 0, Kill)] // i386
    [InlineData(false, 0xC000_00B7, 63, 0, Allow)] // read
    [InlineData(false, 0xC000_00B7, 198, 0, NotPermitted)] // socket
    [InlineData(false, 0xC000_00B7, 221, 0, NotPermitted)] // execve
    [InlineData(false, 0xC000_00B7, 220, 0x3D0F00, Allow)] // clone of a thread
    [InlineData(false, 0xC000_00B7, 220, 0x11, NotPermitted)]
    [InlineData(false, 0xC000_00B7, 131, Me, Allow)] // tgkill of itself
    [InlineData(false, 0xC000_003E, 63, 0, Kill)]
    public void Program_Call_IsDecided(bool x64, uint architecture, uint call, uint argument, uint expected)
    {
        var filter = new SeccompFilter(x64 ? SystemCalls.X64 : SystemCalls.Arm64, Me);

        Assert.Equal(expected, Run(filter.Instructions, architecture, call, argument));
    }

    private static uint Run(ulong[] program, uint architecture, uint call, uint argument)
    {
        uint accumulator = 0;
        for (int at = 0; ; at++)
        {
            ulong instruction = program[at];
            uint k = (uint)(instruction >> 32);
            int ifTrue = (byte)(instruction >> 16), ifFalse = (byte)(instruction >> 24);
            switch ((ushort)instruction)
            {
                case 0x20:
                    accumulator = k switch
                    {
                        0 => call,
                        4 => architecture,
                        16 => argument,
                        _ =>
                    throw new InvalidOperationException($"offset {k}")
                    }; break;
                case 0x15: at += accumulator == k ? ifTrue : ifFalse; break;
                case 0x35: at += accumulator >= k ? ifTrue : ifFalse; break;
                case 0x45: at += (accumulator & k) != 0 ? ifTrue : ifFalse; break;
                case 0x06: return k;
                default: throw new InvalidOperationException($"instruction {instruction:x}");
            }
        }
    }
}
