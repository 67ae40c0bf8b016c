using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using HandlebarsDotNet;

namespace Workflows.Tools.Builtin.Text;

/// <summary>Puts a look at whether anybody still waits before each piece of a compiled template: loops may go round without writing anything.</summary>
internal sealed class EndableTemplate(CancellationToken cancellationToken) : IExpressionMiddleware
{
    public Expression<T> Invoke<T>(Expression<T> expression)
        where T : Delegate
    {
        var look = Expression.Call(Expression.Constant(this), nameof(Look), typeArguments: null);
        var body = Expression.Block(expression.ReturnType, look, expression.Body);
        return Expression.Lambda<T>(body, expression.Name, expression.TailCall, expression.Parameters);
    }

    private void Look()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
