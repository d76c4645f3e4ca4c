#!/usr/bin/env bash
# One would guess that a using block holds for what is written in it. The mode belongs to the thread, and an await may change that.
behaviour="after an await in using (no_grad()) gradients are recorded again, and the thread that entered stays without"
program='
async Task<bool> Inside()
{
    using (no_grad())
    {
        await Task.Delay(50).ConfigureAwait(false);
        return is_grad_enabled();
    }
}
Thread main = new(() =>
{
    bool inside = Inside().GetAwaiter().GetResult();
    Console.WriteLine($"in the block, after the await, gradients are recorded: {inside}");
    Console.WriteLine($"after the block, on the thread that entered it: {is_grad_enabled()}");
});
main.Start();
main.Join();'
seen='in the block, after the await, gradients are recorded: True
after the block, on the thread that entered it: False'
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
check
