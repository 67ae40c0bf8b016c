using System.Xml;
using System.Xml.XPath;

namespace Workflows.Tools.Builtin.Data;

/// <summary>A navigator that an XPath can be stopped by: it looks at every step whether anybody still waits. The library's evaluation takes no token.</summary>
internal sealed class EndableNavigator(XPathNavigator inner, CancellationToken cancellationToken) : XPathNavigator
{
    public override string BaseURI => inner.BaseURI;

    public override bool IsEmptyElement => inner.IsEmptyElement;

    public override string LocalName => inner.LocalName;

    public override string Name => inner.Name;

    public override string NamespaceURI => inner.NamespaceURI;

    public override XmlNameTable NameTable => inner.NameTable;

    public override XPathNodeType NodeType => inner.NodeType;

    public override string Prefix => inner.Prefix;

    public override string Value => Step().Value;

    public override XPathNavigator Clone() => new EndableNavigator(Step().Clone(), cancellationToken);

    public override bool IsSamePosition(XPathNavigator other) => other is EndableNavigator same && Step().IsSamePosition(same.Inner);

    public override XmlNodeOrder ComparePosition(XPathNavigator? nav) =>
        nav is EndableNavigator other ? Step().ComparePosition(other.Inner) : XmlNodeOrder.Unknown;

    public override bool MoveTo(XPathNavigator other) => other is EndableNavigator there && Step().MoveTo(there.Inner);

    public override bool MoveToFirstAttribute() => Step().MoveToFirstAttribute();

    public override bool MoveToFirstChild() => Step().MoveToFirstChild();

    public override bool MoveToFirstNamespace(XPathNamespaceScope namespaceScope) => Step().MoveToFirstNamespace(namespaceScope);

    public override bool MoveToId(string id) => Step().MoveToId(id);

    public override bool MoveToNext() => Step().MoveToNext();

    public override bool MoveToNextAttribute() => Step().MoveToNextAttribute();

    public override bool MoveToNextNamespace(XPathNamespaceScope namespaceScope) => Step().MoveToNextNamespace(namespaceScope);

    public override bool MoveToParent() => Step().MoveToParent();

    public override bool MoveToPrevious() => Step().MoveToPrevious();

    private XPathNavigator Inner => inner;

    private XPathNavigator Step()
    {
        cancellationToken.ThrowIfCancellationRequested();
        return inner;
    }
}
